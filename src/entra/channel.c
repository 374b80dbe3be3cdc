/* SPDX-License-Identifier: MIT */
#include "entra/channel.h"

struct Channel {
    const Errand *errand;
    HttpSettings *settings; /* NULL = local */
    HttpClient *client;
};

/* Takes the settings over. */
static Channel *channel_new(const Errand *errand, HttpSettings *settings, GError **error)
{
    HttpClient *client = settings ? http_client_new(settings, error) : http_client_new_local(error);
    if (!client) {
        http_settings_free(settings);
        return NULL;
    }
    Channel *channel = g_new(Channel, 1);
    channel->errand = errand;
    channel->settings = settings;
    channel->client = client;
    return channel;
}

Channel *channel_open(const Errand *errand, const char *url, GError **error)
{
    const EntraCallbacks *callbacks = errand->request->callbacks;
    HttpSettings *settings = callbacks->settings_for(url, callbacks->data, error);
    return settings ? channel_new(errand, settings, error) : NULL;
}

Channel *channel_open_local(const Errand *errand, GError **error)
{
    return channel_new(errand, NULL, error);
}

void channel_close(Channel *channel)
{
    if (!channel)
        return;
    http_client_free(channel->client);
    http_settings_free(channel->settings);
    g_free(channel);
}

HttpReply *channel_send(Channel *channel, const HttpRequest *request)
{
    HttpRequest limited = *request;
    limited.limit_ms = errand_limit_ms(channel->errand);
    return http_client_send(channel->client, &limited);
}
