package dev.postern.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class PageTest {
    private static final String LONG =
            "the herd arrives as load balancer, peer or loopback: fence at the balancer instead";

    private static Page filled(Screen screen) {
        return new Page(screen)
                .line(LONG)
                .field("digest", "3f".repeat(32))
                .item(LONG, Tint.BAD)
                .command("postern run break-lockout --cluster eu-1 --reason TEXT")
                .table(
                        List.of("STEP", "WHAT"),
                        List.of(
                                List.of(Cell.of("surgical"), Cell.of(LONG)),
                                List.of(Cell.of("\u6f22\u5b57\u6f22\u5b57"), Cell.of(LONG))));
    }

    private static String bare(String line) {
        return line.replaceAll("\u001b\\[[0-9;]*m", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 80, 200})
    void noLineIsLongerThanTheTerminal(int columns) {
        Screen screen = Screen.terminal(columns, Map.of("TERM", "xterm", "LANG", "C.UTF-8"));
        for (String line : filled(screen).lines()) {
            assertThat(Width.of(bare(line))).as(line).isLessThanOrEqualTo(columns);
        }
    }

    @Test
    void foldedTextIsStillAllThere() {
        Screen screen = Screen.terminal(30, Map.of("TERM", "xterm", "LANG", "C.UTF-8"));
        String joined = String.join(" ", new Page(screen).line(LONG).lines());
        assertThat(joined).isEqualTo(LONG);
    }

    @Test
    void colourIsLeftOutWhereItIsNotWanted() {
        Map<String, String> plain = Map.of("TERM", "xterm", "LANG", "C.UTF-8", "NO_COLOR", "1");
        assertThat(filled(Screen.terminal(80, plain)).text()).doesNotContain("\u001b");
        assertThat(filled(Screen.terminal(80, Map.of("TERM", "dumb"))).text())
                .doesNotContain("\u001b");
        assertThat(filled(Screen.PIPE).text()).doesNotContain("\u001b");
        Map<String, String> coloured = Map.of("TERM", "xterm", "LANG", "C.UTF-8");
        assertThat(filled(Screen.terminal(80, coloured)).text()).contains("\u001b[31m");
    }

    @Test
    void aTerminalWithoutUnicodeGetsNone() {
        Screen ascii = Screen.terminal(40, Map.of("TERM", "xterm", "LANG", "C", "NO_COLOR", "1"));
        assertThat(new Page(ascii).line("from 3 \u2192 5 \u2026").text())
                .isEqualTo("from 3 -> 5 ...\n");
        assertThat(filled(ascii).text().chars()).allMatch(c -> c < 128);
    }

    @Test
    void whatAHostPrintsCannotSpeakToTheTerminal() {
        Page page = new Page(Screen.PIPE);
        page.line("a\u001b[2Jb\u202ec\rd\u0007")
                .table(List.of("X"), List.of(List.of(Cell.of("\u001b]0;owned\u0007"))));
        assertThat(page.text()).doesNotContain("\u001b", "\u202e", "\r", "\u0007");
    }
}
