package dev.postern.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NeutralTest {
    @Test
    void terminalEscapesAreMarkedNotPassedOn() {
        assertThat(Neutral.line("\u001b[2Jgone\u009b31m")).isEqualTo("·[2Jgone·31m");
    }

    @Test
    void bidirectionalOverridesAndInvisibleCharactersAreMarked() {
        assertThat(Neutral.line("a\u202eb\u200bc\ufeffd")).isEqualTo("a·b·c·d");
    }

    @Test
    void lineEndsBecomeSpacesInALineAndStayInLines() {
        assertThat(Neutral.line("a\r\nb\tc")).isEqualTo("a  b c");
        assertThat(Neutral.lines("a\r\nb\rc")).isEqualTo("a\nb c");
    }

    @Test
    void lettersOfEveryScriptStay() {
        assertThat(Neutral.line("größe 節点 🙂")).isEqualTo("größe 節点 🙂");
    }

    @Test
    void aLongLineIsCutWithAnEllipsis() {
        assertThat(Neutral.line("abcdef", 4)).isEqualTo("abc…");
        assertThat(Neutral.line("abcd", 4)).isEqualTo("abcd");
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() {
        assertThat(Neutral.text(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\ufffdb");
    }

    @Test
    void aFileNameIsOneHarmlessComponent() {
        assertThat(Neutral.fileName("../../etc/passwd")).isEqualTo("_.._.._etc_passwd");
        assertThat(Neutral.fileName("")).isEqualTo("_");
        assertThat(Neutral.fileName("x".repeat(500))).hasSize(100);
    }
}
