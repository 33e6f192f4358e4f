"""The network between a node and a store: a TCP connection that can fall silent or be cut."""

import contextlib
import socket
import threading


class Link:
    """Listens on a loopback port and passes everything on to another one, as long as it is open."""

    def __init__(self, target):
        self._target = target
        self._speaks = threading.Event()
        self._speaks.set()
        self._cut = False
        self._sockets = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def silence(self):
        """Nothing arrives any more, on either side, and nobody is told: as when packets are dropped."""
        self._speaks.clear()

    def cut(self):
        """Connections end, and new ones are refused."""
        self._cut = True
        with self._lock:
            ending, self._sockets = self._sockets, set()
        for one in ending:
            _end(one)

    def heal(self):
        """What was held back arrives."""
        self._cut = False
        self._speaks.set()

    def _accept(self):
        while True:
            here, _ = self._listening.accept()
            threading.Thread(target=self._connect, args=(here,), daemon=True).start()

    def _connect(self, here):
        self._speaks.wait()
        if self._cut:
            _end(here)
            return
        try:
            there = socket.create_connection(("127.0.0.1", self._target), timeout=5)
            there.settimeout(None)
        except OSError:
            _end(here)
            return
        for one in (here, there):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._sockets |= {here, there}
        threading.Thread(target=self._pass, args=(here, there), daemon=True).start()
        self._pass(there, here)

    def _pass(self, giver, taker):
        with contextlib.suppress(OSError):
            while data := giver.recv(1 << 16):
                self._speaks.wait()
                taker.sendall(data)
        self._speaks.wait()
        for one in (giver, taker):
            _end(one)
            with self._lock:
                self._sockets.discard(one)


def _end(one):
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
