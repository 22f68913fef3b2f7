package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;

class AddressHashTest {
    @Test
    void theSharesGrowAndAreAboutWhatTheySay() {
        int[] under = new int[3];
        for (int i = 0; i < 4000; i++) {
            int h = AddressHash.of(InetAddress.ofLiteral("10.1." + i / 250 + "." + (i % 250 + 1)));
            assertThat(h).isBetween(0, 9999);
            under[0] += h < 100 ? 1 : 0;
            under[1] += h < 2000 ? 1 : 0;
            under[2] += h < 5000 ? 1 : 0;
        }
        assertThat(under[0]).isBetween(20, 65);
        assertThat(under[1]).isBetween(700, 900);
        assertThat(under[2]).isBetween(1850, 2150);
    }
}
