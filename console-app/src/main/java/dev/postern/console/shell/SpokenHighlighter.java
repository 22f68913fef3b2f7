package dev.postern.console.shell;

import dev.postern.console.grammar.Vocabulary;

import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.jline.CommandHighlighter;

/** Shows the words of a known command in bold; a half-typed one is no error yet. */
final class SpokenHighlighter extends CommandHighlighter {
    private final Vocabulary vocabulary;

    SpokenHighlighter(CommandRegistry registry, Vocabulary vocabulary) {
        super(registry);
        this.vocabulary = vocabulary;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        return vocabulary
                .longest(Words.split(buffer))
                .filter(s -> buffer.startsWith(s.words()))
                .map(s ->
                        new AttributedStringBuilder(buffer.length())
                                .append(s.words(), AttributedStyle.BOLD)
                                .append(buffer.substring(s.words().length()))
                                .toAttributedString())
                .orElseGet(() -> new AttributedString(buffer));
    }
}
