package dev.postern.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.shell.Start;
import dev.postern.console.view.Output;
import dev.postern.console.wiring.Beans;

import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

import java.util.ArrayList;
import java.util.List;

class BeansTest {
    private final GenericApplicationContext context = new GenericApplicationContext();
    private final Beans beans = new Beans(context.getDefaultListableBeanFactory());
    private final List<String> seen = new ArrayList<>();

    @Test
    void everyCommandFindsItsParts() {
        CommandIndex index = CommandIndex.ofConsole();
        Start start =
                new Start(new Sentence.Silence(Globals.NONE), Output.standard(), String::valueOf);
        ConsoleApplication.add(beans, start, index, new Vocabulary(index.specs()));
        context.refresh();
        try (context) {
            for (Class<? extends ConsoleCommand<?>> command : index.classes()) {
                assertThat(beans.get(command)).isNotNull();
            }
        }
        assertThat(index.classes()).hasSizeGreaterThan(35);
    }

    @Test
    void aBeanIsMadeOnceWhenItIsAskedForAndEndsWithTheContext() {
        beans.add(Asked.class, () -> new Asked(seen), "save");
        beans.add(OfAsked.class);
        beans.add(NeverAsked.class, () -> new NeverAsked(seen), "save");
        context.refresh();
        assertThat(seen).isEmpty();
        assertThat(beans.get(OfAsked.class).part()).isSameAs(beans.get(Asked.class));
        assertThat(seen).containsExactly("made");
        context.close();
        assertThat(seen).containsExactly("made", "saved");
    }

    /** What another is made of. */
    public static class Asked {
        private final List<String> seen;

        Asked(List<String> seen) {
            this.seen = seen;
            seen.add("made");
        }

        public void save() {
            seen.add("saved");
        }
    }

    /** Nobody needs it. */
    public record NeverAsked(List<String> seen) {
        public NeverAsked {
            seen.add("made in vain");
        }

        public void save() {
            seen.add("saved in vain");
        }
    }

    /** Made by its constructor, which only this package sees. */
    record OfAsked(Asked part) {}
}
