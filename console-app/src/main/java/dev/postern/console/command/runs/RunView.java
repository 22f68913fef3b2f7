package dev.postern.console.command.runs;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.ChangeState;
import dev.postern.journal.Event;
import dev.postern.journal.RunState;
import dev.postern.journal.StepState;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a run is, or how it ended, from its journal. */
public final class RunView implements View {
    /** So many targets of a step are named; more are counted. */
    private static final int FEW = 3;

    private final String id;
    private final RunState state;
    private final boolean alive;

    /**
     * @param alive whether a process has it just now
     */
    public RunView(String id, RunState state, boolean alive) {
        this.id = id;
        this.state = state;
        this.alive = alive;
    }

    /** {@code running, paused}, how it was closed, or {@code killed}. */
    public String status() {
        if (alive && state.closed().isEmpty()) {
            return state.paused() ? "paused" : "running";
        }
        return state.closed()
                .map(Event.RunClosed::status)
                .orElse(state.opened().isEmpty() ? "not begun" : "killed");
    }

    /** The exit code that belongs to it. */
    public ExitCode exit() {
        if (alive && state.closed().isEmpty()) {
            return ExitCode.DETACHED;
        }
        return state.closed()
                .map(c -> ExitCode.ofCode(c.exit()))
                .orElse(state.opened().isEmpty() ? ExitCode.FAILED : ExitCode.IN_DOUBT);
    }

    @Override
    public JsonValue.Obj json() {
        JsonValue.Obj json =
                JsonValue.object(
                        "run", id, "status", status(), "exit", exit().code(), "alive", alive);
        if (state.opened().isPresent()) {
            Event.RunOpened o = state.opened().get();
            json =
                    json.with("playbook", JsonValue.of(o.playbook()))
                            .with("digest", JsonValue.of(o.digest()))
                            .with("clusters", texts(o.clusters()))
                            .with("operator", JsonValue.of(o.operator()))
                            .with("reason", JsonValue.of(o.reason()));
            if (o.incident().isPresent()) {
                json = json.with("incident", JsonValue.of(o.incident().get()));
            }
        }
        json =
                json.with(
                                "steps",
                                JsonValue.array(
                                        state.steps().values().stream()
                                                .map(RunView::step)
                                                .toList()))
                        .with(
                                "changes",
                                JsonValue.array(
                                        state.changes().values().stream()
                                                .map(RunView::change)
                                                .toList()))
                        .with(
                                "decisions",
                                JsonValue.array(
                                        state.decisions().stream()
                                                .map(d ->
                                                        JsonValue.object(
                                                                "gate", d.gate(), "value",
                                                                d.value(), "by", d.by(), "how",
                                                                d.how()))
                                                .toList()));
        json = ConsentView.with(json, state.consent());
        if (state.handedOver().isPresent()) {
            json = json.with("handedOver", JsonValue.of(state.handedOver().get().to()));
        }
        if (state.closed().isPresent()) {
            Event.RunClosed c = state.closed().get();
            json =
                    json.with("done", texts(c.done()))
                            .with("failed", texts(c.failed()))
                            .with("notReached", texts(c.notReached()));
        }
        return json.with("open", texts(ids(state.open())))
                .with("openChanges", JsonValue.of((long) state.open().size()))
                .with("stragglers", texts(state.stragglers()))
                .with("behind", texts(List.copyOf(state.behind().keySet())))
                .with("inDoubt", texts(alive ? List.of() : ids(state.inDoubt())))
                .with("gaps", JsonValue.of((long) state.gaps()));
    }

    private static JsonValue step(StepState s) {
        return JsonValue.object(
                "id",
                s.id(),
                "work",
                s.work(),
                "status",
                s.status(),
                "tolerated",
                s.tolerated(),
                "because",
                s.because());
    }

    private static JsonValue change(ChangeState c) {
        JsonValue.Obj json =
                JsonValue.object(
                        "change",
                        c.id(),
                        "step",
                        c.step(),
                        "action",
                        c.action(),
                        "cluster",
                        c.cluster(),
                        "target",
                        c.target(),
                        "phase",
                        phase(c),
                        "undo",
                        c.undo(),
                        "before",
                        c.before(),
                        "wanted",
                        c.wanted());
        return c.trouble()
                .map(t ->
                        json.with("trouble", JsonValue.of(t.sentence()))
                                .with("next", JsonValue.of(t.next())))
                .orElse(json);
    }

    private static String phase(ChangeState c) {
        return c.phase().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> ids(List<ChangeState> changes) {
        return changes.stream().map(ChangeState::id).toList();
    }

    private static JsonValue texts(List<String> texts) {
        return JsonValue.array(texts.stream().map(JsonValue::of).toList());
    }

    @Override
    public void human(Page page) {
        page.line("run " + id + ": " + status(), exit() == ExitCode.DONE ? Tint.GOOD : Tint.STRONG);
        state.opened()
                .ifPresent(o ->
                        page.field("playbook", o.playbook())
                                .field("clusters", String.join(", ", o.clusters()))
                                .field("operator", o.operator())
                                .field("reason", o.reason()));
        state.opened().flatMap(Event.RunOpened::incident).ifPresent(i -> page.field("incident", i));
        if (!state.steps().isEmpty()) {
            page.gap()
                    .table(
                            List.of("STEP", "STATUS", "WHY"),
                            state.steps().values().stream()
                                    .map(s ->
                                            List.of(
                                                    Cell.of(s.id()),
                                                    Cell.of(s.status(), tint(s.status())),
                                                    Cell.of(s.because())))
                                    .toList());
        }
        ending(page);
    }

    /** The three lists, what is open, and the command that closes it. */
    public void ending(Page page) {
        Optional<Event.RunClosed> closed = state.closed();
        page.gap();
        ConsentView.show(page, id, state.consent());
        closed.ifPresent(c -> {
            page.field("done", steps(c.done()));
            page.field("failed", c.failed().isEmpty() ? "0" : bySteps(c.failed()));
            page.field("not reached", steps(c.notReached()));
            next(c.failed()).forEach(n -> page.field("next", n));
        });
        List<String> doubt = alive ? List.of() : ids(state.inDoubt());
        if (!doubt.isEmpty()) {
            page.line("in doubt: " + bySteps(doubt), Tint.BAD);
            page.item("look and go on:");
            page.command("postern runs " + (state.undoing() ? "undo " : "resume ") + id);
        }
        List<String> open = ids(state.open());
        if (!open.isEmpty()) {
            page.line("still in force: " + bySteps(open), Tint.WARNING);
        }
        state.handedOver()
                .ifPresent(h ->
                        page.line("handed over to " + h.to(), Tint.WARNING)
                                .item("to take it back:")
                                .command("postern runs take-over " + h.host()));
        if (state.handedOver().isPresent()) {
            return;
        }
        boolean stopped = closed.map(c -> c.exit() == ExitCode.ABORTED.code()).orElse(false);
        if (!alive && doubt.isEmpty() && !state.undoing() && (stopped || !open.isEmpty())) {
            page.item("to go on where it ended:");
            page.command("postern runs resume " + id);
        }
        List<String> behind = List.copyOf(state.behind().keySet());
        if (!behind.isEmpty()) {
            page.line(
                    "left behind, for no host of it answered: " + String.join(", ", behind),
                    Tint.WARNING);
        }
        if (!state.stragglers().isEmpty()) {
            page.line("out of reach: " + bySteps(state.stragglers()), Tint.WARNING);
        }
        boolean some = !behind.isEmpty() || !state.stragglers().isEmpty();
        if (!alive && closed.isPresent() && !state.undoing() && some) {
            page.item("when they can be reached:");
            page.command("postern runs resume " + id + " --stragglers");
        }
        if (!open.isEmpty()) {
            page.item("to put everything back:");
            page.command("postern runs undo " + id);
        }
        if (state.gaps() > 0) {
            page.line(state.gaps() + " times events could not be written in time", Tint.BAD);
        }
    }

    /** What helps against what went wrong with these, each said once. */
    private List<String> next(List<String> failed) {
        return state.changes().values().stream()
                .filter(c -> failed.contains(c.id()))
                .flatMap(c -> c.trouble().stream())
                .map(Event.Trouble::next)
                .filter(n -> !n.isEmpty())
                .distinct()
                .toList();
    }

    /** {@code 12 (look, fence)}. */
    private static String steps(List<String> changes) {
        String names =
                changes.stream()
                        .map(c -> c.contains("@") ? c.substring(0, c.indexOf('@')) : c)
                        .distinct()
                        .collect(Collectors.joining(", "));
        return changes.size() + (names.isEmpty() ? "" : " (" + names + ")");
    }

    /** {@code fence on eu-1/cp1, relax on 9}: targets by name where they are few. */
    private static String bySteps(List<String> changes) {
        Map<String, List<String>> targets = new LinkedHashMap<>();
        for (String change : changes) {
            int at = change.indexOf('@');
            targets.computeIfAbsent(
                            at < 0 ? change : change.substring(0, at), s -> new ArrayList<>())
                    .add(at < 0 ? "" : change.substring(at + 1));
        }
        return targets.entrySet().stream()
                .map(e -> e.getKey() + on(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String on(List<String> targets) {
        if (targets.size() > FEW) {
            return " on " + targets.size();
        }
        String all = String.join(" ", targets).strip();
        return all.isEmpty() ? "" : " on " + all;
    }

    private static Tint tint(String status) {
        return switch (status) {
            case "settled", "undone" -> Tint.GOOD;
            case "skipped", "running" -> Tint.PLAIN;
            default -> Tint.BAD;
        };
    }
}
