package dev.postern.console.command.runs;

import dev.postern.console.view.LiveArea;
import dev.postern.console.view.Output;
import dev.postern.console.view.Page;
import dev.postern.core.value.JsonValue;

import java.util.Optional;

/**
 * What a person sees of a run: events that scroll, and below them on a terminal what is going on
 * just now.
 *
 * <p>What comes is kept until the next {@link #draw}, so events and picture reach the screen
 * together however fast they come: the picture is never older than the last event above it.
 */
final class Board {
    private final Output output;
    private final boolean wanted;
    private final LiveArea area;
    private Page events;
    private Optional<JsonValue.Obj> picture = Optional.empty();

    /**
     * @param wanted false where only data may be printed: then events are not shown at all
     */
    Board(Output output, boolean wanted) {
        this.output = output;
        this.wanted = wanted;
        this.area = output.liveArea();
        this.events = new Page(output.screen());
    }

    void event(EventLine line) {
        if (wanted) {
            events.hanging(line.text(), line.tint());
        }
    }

    void say(String text) {
        clear();
        output.note("postern: " + text);
    }

    void picture(JsonValue.Obj now) {
        picture = Optional.of(now);
    }

    /** Nothing goes on any more. */
    void over() {
        picture = Optional.empty();
    }

    /** Brings the screen up to date. */
    void draw() {
        if (!wanted) {
            return;
        }
        Page now = new Page(output.screen());
        if (output.screen().cursor()) {
            picture.ifPresent(p -> new NowView(p).on(now));
        }
        area.draw(events, now);
        events = new Page(output.screen());
    }

    /** Shows the events that have come, and takes the picture away until the next draw. */
    void clear() {
        if (wanted) {
            area.draw(events, new Page(output.screen()));
            events = new Page(output.screen());
        }
    }
}
