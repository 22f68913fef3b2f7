package dev.postern.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.BuiltInActions;
import dev.postern.console.command.CommandIndex;
import dev.postern.console.grammar.Reader;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.grammar.Spec;
import dev.postern.console.grammar.Vocabulary;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class CommandsTest {
    private final CommandIndex index = CommandIndex.ofConsole();
    private final Vocabulary vocabulary = new Vocabulary(index.specs());

    @Test
    void everyCommandSaysWhatItDoesAndHasARightExample() {
        assertThat(vocabulary.offered()).hasSizeGreaterThan(35);
        for (Spec s : vocabulary.offered()) {
            assertThat(s.title()).as(s.words()).isNotBlank().hasSizeLessThan(90);
            assertThat(s.examples()).as(s.words()).isNotEmpty();
            for (String example : s.examples()) {
                Sentence read = new Reader(vocabulary).read(words(example));
                assertThat(read).as(example).isInstanceOf(Sentence.Understood.class);
            }
        }
    }

    private static List<String> words(String example) {
        // What follows a redirection is the user's shell's business.
        String own = example.replaceFirst(" >.*", "");
        List<String> words = new ArrayList<>();
        var m = java.util.regex.Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(own);
        while (m.find()) {
            words.add(m.group(1) == null ? m.group(2) : m.group(1));
        }
        return words;
    }

    @Test
    void everyActionHasItsOneStepCommand() {
        BuiltInActions.catalogue()
                .actions()
                .forEach(a ->
                        assertThat(vocabulary.spec(a.traits().name()))
                                .as(a.traits().name())
                                .isPresent());
    }

    @Test
    void everyOptionSaysWhatItIs() {
        for (Spec s : vocabulary.offered()) {
            s.options().forEach(o -> assertThat(o.about()).as(s.words()).isNotBlank());
        }
    }
}
