package dev.postern.console.command.look;

import dev.postern.console.command.look.Looking.Seen;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.Records;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a probe saw, cluster by cluster; what could not be seen is shown as such. */
final class SeenView {
    private SeenView() {}

    static Answer answer(Map<String, Outcome<Seen>> seen) {
        return answer(seen, List.of());
    }

    /**
     * @param next commands that are worth typing after this look
     */
    static Answer answer(Map<String, Outcome<Seen>> seen, List<String> next) {
        List<ExitCode> exits = new ArrayList<>();
        seen.values()
                .forEach(o ->
                        exits.add(
                                o.whyNot().map(f -> Answer.exit(f.kind())).orElse(ExitCode.DONE)));
        return new Answer.Shown(
                View.of(json(seen), page -> page(page, seen, next)), ExitCode.of(exits));
    }

    static JsonValue json(Map<String, Outcome<Seen>> seen) {
        List<JsonValue> clusters = new ArrayList<>();
        seen.forEach((name, outcome) ->
                clusters.add(
                        switch (outcome) {
                            case Outcome.Ok<Seen>(Seen s) ->
                                    JsonValue.object("cluster", name, "found", s.result());
                            case Outcome.Failed<Seen>(var f) ->
                                    JsonValue.object("cluster", name, "failure", Records.encode(f));
                        }));
        return JsonValue.object("clusters", JsonValue.array(clusters));
    }

    private static void page(Page page, Map<String, Outcome<Seen>> seen, List<String> next) {
        seen.forEach((name, outcome) -> {
            page.gap().line(name, Tint.STRONG);
            switch (outcome) {
                case Outcome.Ok<Seen>(Seen s) -> s.lines().forEach(page::item);
                case Outcome.Failed<Seen>(var f) -> {
                    page.item(f.sentence(), Tint.BAD);
                    if (!f.next().isEmpty()) {
                        page.item("next: " + f.next());
                    }
                }
            }
        });
        if (!next.isEmpty()) {
            page.gap().line("next:");
            next.forEach(page::command);
        }
    }
}
