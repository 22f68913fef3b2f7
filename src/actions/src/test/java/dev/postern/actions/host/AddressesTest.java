package dev.postern.actions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.fleet.Network;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3",
        "10.1.2.3/8, 10.0.0.0/8",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "0:0:0:0:0:0:0:0/0, ::/0",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "fd00:0:0:0:0:0:0:0/64, fd00::/64",
    })
    void textIsWhatNftablesPrints(String written, String text) {
        assertThat(Addresses.text(Network.parse(written).orElseThrow())).isEqualTo(text);
    }

    @Test
    void aListHasNothingWithinAnother() {
        assertThat(
                        Addresses.list(
                                Stream.of("10.1.2.3", "10.0.0.0/8", "10.1.2.3", "192.0.2.1")
                                        .map(t -> Network.parse(t).orElseThrow())
                                        .toList()))
                .isEqualTo(List.of("10.0.0.0/8", "192.0.2.1"));
    }

    @Test
    void ownAddressesLeaveOutLoopbackAndLinkLocal() {
        String shown =
                """
                [{"ifname": "lo", "addr_info": [{"family": "inet", "local": "127.0.0.1"},
                   {"family": "inet6", "local": "::1"}]},
                 {"ifname": "eth0", "addr_info": [{"family": "inet", "local": "10.0.0.11"},
                   {"family": "inet6", "local": "fe80::1"}, {"family": "inet6", "local": "2001:db8::11"}]}]
                """;
        assertThat(Addresses.parse(JsonText.parse(shown).got().orElseThrow()))
                .extracting(a -> a.getHostAddress())
                .containsExactly("10.0.0.11", "2001:db8:0:0:0:0:0:11");
    }
}
