package dev.postern.console.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void quotesAndBackslashesWorkAsInAShell() {
        assertThat(Words.split("run --reason 'a \"b\"  c' --set x=\"d e\" f\\ g ''"))
                .containsExactly("run", "--reason", "a \"b\"  c", "--set", "x=d e", "f g", "");
    }

    @Test
    void aQuoteThatIsNotClosedIsSeen() {
        assertThat(Words.read("note 'a b").open()).isEqualTo('\'');
        assertThat(Words.read("note 'a b'").open()).isEqualTo(' ');
    }

    @Test
    void nothingIsExpanded() {
        assertThat(Words.split("a $HOME * `id` $(id) !! ~"))
                .containsExactly("a", "$HOME", "*", "`id`", "$(id)", "!!", "~");
    }
}
