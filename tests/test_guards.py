"""The tests' own guards."""

import socket

import pytest

from tests.guards import OutsideError, is_local


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "", None, b"127.0.0.1"])
def test_this_machine_is_reached(host):
    assert is_local(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "alvstad.example", "2001:db8::1"])
def test_other_machines_are_not(host):
    assert not is_local(host)


def test_a_connection_to_another_machine_is_refused():
    with socket.socket() as outgoing, pytest.raises(OutsideError):
        outgoing.connect(("192.0.2.1", 80))


def test_a_look_up_of_another_machine_is_refused():
    with pytest.raises(OutsideError):
        socket.create_connection(("alvstad.example", 80))


def test_loopback_works():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as outgoing,
    ):
        assert outgoing.getpeername() == server.getsockname()
