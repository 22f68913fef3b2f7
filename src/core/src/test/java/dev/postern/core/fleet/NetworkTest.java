package dev.postern.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;

class NetworkTest {
    @Test
    void aBlockContainsItsAddressesOnly() {
        Network n = Network.parse("10.1.0.0/20").orElseThrow();
        assertThat(n.contains(InetAddress.ofLiteral("10.1.15.255"))).isTrue();
        assertThat(n.contains(InetAddress.ofLiteral("10.1.16.0"))).isFalse();
        assertThat(n.contains(InetAddress.ofLiteral("2001:db8::1"))).isFalse();
    }

    @Test
    void aNameIsNeverLookedUp() {
        assertThat(Network.parse("localhost")).isEmpty();
        assertThat(Network.parse("example.com/24")).isEmpty();
        assertThat(Network.parse("10.0.0.1/33")).isEmpty();
        assertThat(Network.parse("10.0.0.1/x")).isEmpty();
    }

    @Test
    void hostIdsAreClusterAndHost() {
        assertThat(HostId.parse("eu-1/cp1").map(HostId::toString)).contains("eu-1/cp1");
        assertThat(HostId.parse("eu-1")).isEmpty();
        assertThat(HostId.parse("eu-1/../x")).isEmpty();
    }
}
