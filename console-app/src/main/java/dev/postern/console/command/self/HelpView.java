package dev.postern.console.command.self;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Spec;
import dev.postern.console.grammar.Spec.OptionSpec;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Help pages, made of the specs of the commands. */
public final class HelpView {
    private final Vocabulary vocabulary;

    public HelpView(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** About one command, about all that begin with these words, or about everything. */
    public Answer about(List<String> words) {
        if (words.isEmpty()) {
            return Answer.shown(View.of(json(vocabulary.offered()), this::everything));
        }
        String wanted = String.join(" ", words);
        Optional<Spec> one = vocabulary.spec(wanted);
        if (one.isPresent()) {
            return Answer.shown(View.of(json(one.get()), page -> command(page, one.get())));
        }
        List<Spec> below =
                vocabulary.offered().stream()
                        .filter(s -> s.words().startsWith(wanted + " "))
                        .toList();
        if (!below.isEmpty()) {
            return Answer.shown(View.of(json(below), page -> list(page, below)));
        }
        TreeSet<String> known = new TreeSet<>(vocabulary.next(""));
        vocabulary.offered().forEach(s -> known.add(s.words()));
        return Answer.unknown("command", wanted, "", known);
    }

    private void everything(Page page) {
        page.line("Postern: the way in when the control plane is down.", Tint.STRONG);
        page.gap();
        page.line("Locked out right now?");
        page.command("postern status");
        page.command("postern diagnose CLUSTER --from hosts");
        page.command("postern plan break-lockout --cluster CLUSTER");
        page.command("postern run break-lockout --cluster CLUSTER --reason TEXT");
        page.gap();
        list(page, vocabulary.offered());
        page.gap();
        page.line("Every command takes:");
        options(page, Globals.SPECS);
        page.gap();
        page.line("\"postern help COMMAND\" explains one. \"postern\" alone opens the shell.");
        page.line("Exit codes:");
        List<String> codes = new ArrayList<>();
        Map<Integer, ExitCode> sorted = new TreeMap<>();
        for (ExitCode c : ExitCode.values()) {
            sorted.put(c.code(), c);
        }
        sorted.values().forEach(c -> codes.add(c.code() + " " + c.meaning()));
        page.item(String.join(" · ", codes));
    }

    private static void list(Page page, List<Spec> specs) {
        page.table(
                List.of("COMMAND", "WHAT IT DOES"),
                specs.stream().map(s -> List.of(Cell.of(s.words()), Cell.of(s.title()))).toList());
    }

    private static void command(Page page, Spec spec) {
        page.line(spec.usage(), Tint.STRONG);
        page.item(spec.title());
        if (!spec.arguments().isEmpty()) {
            page.gap();
            page.table(
                    List.of("ARGUMENT", "WHAT IT IS"),
                    spec.arguments().stream()
                            .map(a -> List.of(Cell.of(a.shown()), Cell.of(a.about())))
                            .toList());
        }
        if (!spec.options().isEmpty()) {
            page.gap();
            options(page, spec.options());
        }
        if (!spec.examples().isEmpty()) {
            page.gap();
            page.line("Examples:");
            spec.examples().forEach(e -> page.command("postern " + e));
        }
    }

    private static void options(Page page, List<OptionSpec> options) {
        page.table(
                List.of("OPTION", "WHAT IT IS"),
                options.stream()
                        .map(o -> List.of(Cell.of(o.typed()), Cell.of(described(o))))
                        .toList());
    }

    private static String described(OptionSpec o) {
        return o.about()
                + (o.required() ? " (required)" : "")
                + o.byDefault().map(d -> " (default " + d + ")").orElse("")
                + (o.repeats() ? " (may be repeated)" : "");
    }

    private static JsonValue json(List<Spec> specs) {
        return JsonValue.array(specs.stream().map(HelpView::json).toList());
    }

    private static JsonValue json(Spec spec) {
        return JsonValue.object(
                "command",
                spec.words(),
                "title",
                spec.title(),
                "usage",
                spec.usage(),
                "arguments",
                JsonValue.array(
                        spec.arguments().stream()
                                .map(a ->
                                        JsonValue.object(
                                                "name",
                                                a.label(),
                                                "about",
                                                a.about(),
                                                "required",
                                                a.required(),
                                                "repeats",
                                                a.repeats()))
                                .toList()),
                "options",
                JsonValue.array(
                        spec.options().stream()
                                .map(o ->
                                        JsonValue.object(
                                                "name",
                                                o.name(),
                                                "about",
                                                o.about(),
                                                "flag",
                                                o.isFlag(),
                                                "required",
                                                o.required(),
                                                "repeats",
                                                o.repeats()))
                                .toList()),
                "examples",
                JsonValue.array(spec.examples().stream().map(JsonValue::of).toList()));
    }
}
