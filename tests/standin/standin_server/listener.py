# SPDX-License-Identifier: MIT
"""The HTTP side: connections, one thread each, and the delivery of responses."""

from __future__ import annotations

import contextlib
import select
import socket
import socketserver
import ssl
import struct
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from http.server import BaseHTTPRequestHandler
from typing import Any

from . import faults
from .identity_endpoints import answer_identity
from .journal import RequestRecord
from .messages import BadRequest, Delivery, Request, Response, Stream, request_body
from .routes import Site, parse_route
from .service import answer
from .tls import Tls
from .world import World

IDLE_LIMIT_S = 300
WATCH_INTERVAL_S = 0.2
CLIENT_LEFT = (ConnectionError, TimeoutError, ssl.SSLError)  # or distrusts the certificate
MISSING_BYTES = 1024  # what an empty body that is to be truncated announces


class Listener(socketserver.ThreadingTCPServer):
    """Accepts connections on one address and port; port 0 takes a free one."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 512
    scheme = "https"

    def __init__(self, world: World, tls: Tls, address: str, port: int) -> None:
        self.world = world
        self.tls = tls
        super().__init__((address, port), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def answer(self, request: Request) -> Response:
        return answer(self.world, request)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's thread: the handshake, then the requests."""
        request.settimeout(IDLE_LIMIT_S)
        if self.tls.is_silent(request.getsockname()[0]):
            wait_for_disconnect(self.world, request)
            return
        with contextlib.suppress(*CLIENT_LEFT):
            with self.tls.context.wrap_socket(request, server_side=True) as connection:
                super().finish_request(connection, client_address)


class PlainListener(Listener):
    """Plain HTTP, for the end points of managed identities and Azure DevOps Server."""

    scheme = "http"

    def answer(self, request: Request) -> Response:
        """A server of a company may speak it too; Microsoft's services do not."""
        if parse_route(request.host, request.path).site is Site.SERVER:
            return answer(self.world, request)
        return answer_identity(self.world, request)

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(IDLE_LIMIT_S)
        with contextlib.suppress(*CLIENT_LEFT):
            socketserver.TCPServer.finish_request(self, request, client_address)


def wait_for_disconnect(world: World, connection: socket.socket) -> None:
    """Says nothing until the client leaves or the stand-in stops."""
    connection.settimeout(WATCH_INTERVAL_S)
    while not world.stopping.is_set():
        readable, _, _ = select.select([connection], [], [], WATCH_INTERVAL_S)
        if not readable:
            continue
        try:
            if not connection.recv(4096):
                return
        except (TimeoutError, ssl.SSLWantReadError):
            continue
        except OSError:
            return


class _Handler(BaseHTTPRequestHandler):
    """The requests of one connection, one after the other."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "azure-devops-stand-in"
    sys_version = ""
    disable_nagle_algorithm = True
    _delivery = Delivery()

    def do_GET(self) -> None:
        self._serve()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET

    def handle_expect_100(self) -> bool:
        """Puts 100 Continue off until the body is wanted: a refusal comes before it."""
        self._continue_owed = True
        return True

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header follows the stand-in's own clock."""
        return super().date_time_string(self.server.world.now() if timestamp is None else timestamp)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass  # `_log` says more

    def parse_request(self) -> bool:
        self._continue_owed = False
        self._delivery = Delivery()
        return super().parse_request()

    def _serve(self) -> None:
        try:
            request, record = self._open()
        except BadRequest as problem:
            self.send_error(400, str(problem))
            return
        try:
            self._answer(request, record)
            if not self.close_connection:
                self._drain(request)
        except BadRequest as problem:
            self.close_connection = True
            if not record.status:
                self._send(Response(400), record)
            self.log_error("%s", problem)
        self._log(record)

    def _open(self) -> tuple[Request, RequestRecord]:
        """The request, and its record in the journal, which counts the body as it is read."""
        path, _, query = self.path.partition("?")
        request = Request(
            method=self.command,
            host=_host_name(self.headers),
            port=self.server.port,
            path=path,
            query=query,
            headers=self.headers,
            body=request_body(self.rfile, self.headers, self._continue),
        )
        journal = self.server.world.journal
        record = journal.open(request)
        return replace(request, body=journal.counted_body(record, request)), record

    def _answer(self, request: Request, record: RequestRecord) -> None:
        world = self.server.world
        taken = world.faults.take(request)
        record.faults = [str(fault.kind) for fault in taken]
        world.stopping.wait(faults.delay_s(taken))
        if faults.is_silent(taken):
            wait_for_disconnect(world, self.connection)
            self.close_connection = True
            return
        response = faults.replacement(taken, request) or self.server.answer(request)
        response = faults.alter(taken, response)
        world.stopping.wait(response.delivery.delay_s)
        if response.delivery.reset:
            self._discard(response)
            self._reset()
            return
        if not request.is_git:
            self._drain(request)  # the record has the body before the client has the answer
        self._send(response, record)

    def _continue(self) -> None:
        if self._continue_owed:
            self._continue_owed = False
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _drain(self, request: Request) -> None:
        """Reads what is left of the body, so that the next request is found behind it."""
        if self._continue_owed:
            self.close_connection = True  # the client may or may not send the body now
            return
        for _ in request.body:
            pass

    def _discard(self, response: Response) -> None:
        """Lets Git's backend come to its end before its answer is lost."""
        if not isinstance(response.body, bytes):
            with contextlib.closing(response.body):
                for _ in response.body:
                    pass

    def _reset(self) -> None:
        """Makes the close, which follows, a TCP reset."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def _send(self, response: Response, record: RequestRecord) -> None:
        with contextlib.ExitStack() as stack:
            if not isinstance(response.body, bytes):
                stack.callback(response.body.close)
            self._delivery = response.delivery
            record.status = response.status
            self.send_response(response.status)
            self.send_header("ActivityId", record.activity_id)
            for name, value in response.headers:
                self.send_header(name, value)
            if isinstance(response.body, bytes):
                self._send_bytes(response, response.body, record)
            else:
                self._send_stream(response, response.body, record)

    def _send_bytes(self, response: Response, body: bytes, record: RequestRecord) -> None:
        announced = len(body)
        if response.delivery.truncate:
            announced = len(body) or MISSING_BYTES
            body = body[: len(body) // 2]
            self.close_connection = True
        if response.delivery.cut:
            body = body[: len(body) // 2]
            self.close_connection = True  # which says nothing to the peer, as a reset would
        else:
            self.send_header("Content-Length", str(announced))
        self._end_headers()
        if self.command != "HEAD":
            self._write(response, body, record)

    def _send_stream(self, response: Response, blocks: Stream, record: RequestRecord) -> None:
        chunked = self.request_version == "HTTP/1.1"
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.close_connection = True
        self._end_headers()
        if self.command == "HEAD":
            return
        for block in blocks:
            frame = b"%x\r\n%b\r\n" % (len(block), block) if chunked else block
            self._write(response, frame, record)
            if response.delivery.truncate:
                self.close_connection = True
                return
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _end_headers(self) -> None:
        if self.close_connection or self._continue_owed:
            self.send_header("Connection", "close")
        self.end_headers()

    def flush_headers(self) -> None:
        """What `end_headers` ends with."""
        if not self._delivery.drips_head:
            super().flush_headers()
            return
        head = b"".join(self._headers_buffer)
        self._headers_buffer = []
        for byte in self._drops(head, self._delivery.drip_interval_s):
            self.wfile.write(byte)

    def _write(self, response: Response, data: bytes, record: RequestRecord) -> None:
        """Counts before it writes: whoever has the bytes finds them counted."""
        interval_s = response.delivery.drip_interval_s
        if not interval_s:
            record.bytes_out += len(data)
            self.wfile.write(data)
            return
        for byte in self._drops(data, interval_s):
            record.bytes_out += 1
            self.wfile.write(byte)

    def _drops(self, data: bytes, interval_s: float) -> Iterator[bytes]:
        """Its bytes, one per interval, until the stand-in stops."""
        for offset in range(len(data)):
            if self.server.world.stopping.wait(interval_s):
                self.close_connection = True
                return
            yield data[offset : offset + 1]

    def _log(self, record: RequestRecord) -> None:
        who = record.authorization.token if record.authorization else "-"
        self.log_message(
            "%s %s://%s%s %s [%s]",
            record.method, self.server.scheme, record.host, record.path, record.status, who,
        )


def _host_name(headers: Message) -> str:
    """The Host header in lower case and without its port."""
    host = headers.get("Host", "").strip().lower()
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
