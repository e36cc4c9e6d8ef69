"""Which network addresses a webhook may be sent to: those of the public internet, whatever a name resolves to.

The lists are those of the IANA special-purpose address registries (RFC 6890) as far as they are not for everybody, and
everything that carries an IPv4 address inside an IPv6 one. `ipaddress` of Python 3.11 knows some of them only.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_IPV4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # carrier-grade NAT, RFC 6598
        "127.0.0.0/8",  # loopback, RFC 1122
        "169.254.0.0/16",  # link-local, where clouds keep their metadata, RFC 3927
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.88.99.0/24",  # relays of 6to4, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "198.18.0.0/15",  # benchmarking, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved, and broadcast, RFC 1112 and 919
    )
)
# Only global unicast is handed out (RFC 4291). Outside lie, among others, loopback, unspecified, IPv4-mapped and
# -compatible, NAT64 (64:ff9b::/96 and 64:ff9b:1::/48), discard-only, unique local, link-local, site-local and multicast.
_GLOBAL_UNICAST_IPV6 = ip_network("2000::/3")
_NOT_PUBLIC_IPV6 = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID, RFC 2928
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, an IPv4 address inside, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
    )
)
# The last 64 bits of an ISATAP address are one of these and an IPv4 address (RFC 5214).
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet, to which anybody may be sent."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _NOT_PUBLIC_IPV4)
    if address.scope_id is not None or address not in _GLOBAL_UNICAST_IPV6:
        return False
    if int(address) >> 32 & 0xFFFF_FFFF in _ISATAP:
        return False
    return not any(address in block for block in _NOT_PUBLIC_IPV6)


def is_public_or_loopback(address: Address) -> bool:
    """The same, and this machine's own loopback, for tests and for a service that runs on somebody's desk."""
    return address.is_loopback or is_public(address)
