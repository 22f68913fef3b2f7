package dev.postern.console.shell;

import dev.postern.core.text.Neutral;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.springframework.shell.jline.PromptProvider;

/**
 * {@code postern DRILL READ> }, {@code postern WRITE OPS-7 1h52m> }: where we are, in words; colour
 * only repeats them.
 */
final class Prompt implements PromptProvider {
    private static final AttributedStyle CALM = AttributedStyle.DEFAULT;
    private static final AttributedStyle ALERT =
            AttributedStyle.DEFAULT.bold().foreground(AttributedStyle.RED);
    private static final AttributedStyle DRILL =
            AttributedStyle.DEFAULT.bold().foreground(AttributedStyle.CYAN);

    private final ShellState state;

    Prompt(ShellState state) {
        this.state = state;
    }

    @Override
    public AttributedString getPrompt() {
        ShellState.Place place = state.place();
        AttributedStringBuilder out = new AttributedStringBuilder();
        out.append("postern", CALM);
        if (place.drill()) {
            out.append(" ").append("DRILL", DRILL);
        }
        place.cluster().ifPresent(c -> out.append(" ").append(Neutral.line(c, 30), CALM));
        out.append(" ").append(place.write() ? "WRITE" : "READ", place.write() ? ALERT : CALM);
        place.incident().ifPresent(i -> out.append(" ").append(Neutral.line(i, 42), CALM));
        return out.append("> ", CALM).toAttributedString();
    }
}
