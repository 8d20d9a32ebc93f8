"""What keeps the tests in their own house."""

import ipaddress
import socket
import sys
from typing import Any

_LOCAL_NAMES = (None, "", "localhost")


class OutsideError(AssertionError):
    """A test tried to reach another machine."""


def is_local(host: Any) -> bool:
    """Say whether an address is this machine's own."""
    if isinstance(host, bytes):
        host = host.decode()
    if host in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        opened, address = arguments
        if opened.family != getattr(socket, "AF_UNIX", None) and not is_local(address[0]):
            raise OutsideError(f"a test tried to reach {address[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not is_local(arguments[0]):
        raise OutsideError(f"a test tried to look up {arguments[0]}")


def refuse_other_hosts() -> None:
    """Make Python's sockets refuse anything but loopback and local sockets, for good."""
    sys.addaudithook(_check)
