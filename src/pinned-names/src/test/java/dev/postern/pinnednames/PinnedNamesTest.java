package dev.postern.pinnednames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

class PinnedNamesTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress SIX = InetAddress.ofLiteral("2001:db8::1");

    @AfterEach
    void forget() {
        PinnedNames.install(Map.of());
    }

    @Test
    void a_pinned_name_has_exactly_its_addresses() throws Exception {
        PinnedNames.install(Map.of("API.example.com.", List.of(ONE, SIX)));

        assertThat(InetAddress.getAllByName("api.Example.com"))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1");
    }

    @Test
    void any_other_name_is_refused_with_the_line_that_would_pin_it() {
        assertThatThrownBy(() -> InetAddress.getByName("elsewhere.example.com"))
                .isInstanceOf(UnknownHostException.class);
        assertThat(PinnedNames.refused()).contains("elsewhere.example.com");
        assertThat(PinnedNames.explain("Elsewhere.example.com"))
                .isEqualTo(
                        "elsewhere.example.com is not pinned, and Postern looks no name up; in"
                                + " fleet.yaml: pinned-names: {elsewhere.example.com: [ADDRESS]}");
    }

    @Test
    void literal_addresses_are_read_as_they_are() throws Exception {
        assertThat(InetAddress.getByName("192.0.2.77").getAddress())
                .isEqualTo(new byte[] {(byte) 192, 0, 2, 77});
    }

    @Test
    void a_changed_table_counts_at_once() throws Exception {
        assertThatThrownBy(() -> InetAddress.getByName("late.example"))
                .isInstanceOf(UnknownHostException.class);
        PinnedNames.install(Map.of("late.example", List.of(ONE)));
        assertThat(InetAddress.getByName("late.example").getHostAddress()).isEqualTo("192.0.2.1");
        PinnedNames.install(Map.of("late.example", List.of(SIX)));
        assertThat(InetAddress.getByName("late.example").getAddress()).hasSize(16);
    }

    @Test
    void an_address_gives_back_its_pinned_name_and_no_other() throws Exception {
        PinnedNames.install(Map.of("api.example.com", List.of(ONE)));

        assertThat(InetAddress.getByAddress(ONE.getAddress()).getCanonicalHostName())
                .isEqualTo("api.example.com");
        assertThat(InetAddress.ofLiteral("192.0.2.9").getCanonicalHostName())
                .isEqualTo("192.0.2.9");
    }

    @Test
    void the_proof_passes_where_our_resolver_answers_and_leaves_no_trace() {
        assertThatCode(PinnedNames::prove).doesNotThrowAnyException();
        assertThat(PinnedNames.refused()).noneMatch(n -> n.endsWith(".invalid"));
    }

    @Test
    void a_name_that_would_write_on_the_screen_is_made_harmless() {
        assertThat(PinnedNames.explain("\u001b[2Jx")).doesNotContain("\u001b");
    }
}
