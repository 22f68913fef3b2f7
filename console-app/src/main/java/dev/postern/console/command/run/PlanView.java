package dev.postern.console.command.run;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Cell;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.reach.ShellQuoting;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.approve.Requirement;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.json.JsonText;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan for people and for machines. */
public final class PlanView implements View {
    private final Plan plan;
    private final boolean withCommands;
    private final Optional<Requirement> approvals;
    private final Optional<Path> file;

    /**
     * @param withCommands whether people see the exact commands too
     */
    public PlanView(Plan plan, boolean withCommands) {
        this(plan, withCommands, Optional.empty(), Optional.empty());
    }

    /**
     * @param approvals what the fleet asks of it
     * @param file where it is kept
     */
    PlanView(
            Plan plan, boolean withCommands, Optional<Requirement> approvals, Optional<Path> file) {
        this.plan = plan;
        this.withCommands = withCommands;
        this.approvals = approvals;
        this.file = file;
    }

    /** This, and the exit code of a run that is refused where one of this plan would be. */
    public Answer answer() {
        return new Answer.Shown(this, exit(plan));
    }

    static ExitCode exit(Plan plan) {
        return plan.isRefused() ? ExitCode.REFUSED : ExitCode.DONE;
    }

    @Override
    public JsonValue json() {
        JsonValue.Obj json = PlanJson.write(plan);
        return approvals
                .map(a ->
                        json.with(
                                "approvals",
                                JsonValue.object(
                                        "people",
                                        a.policy().people(),
                                        "because",
                                        JsonValue.array(
                                                a.because().stream().map(JsonValue::of).toList()),
                                        "text",
                                        a.text().line(),
                                        "command",
                                        String.join("\n", a.text().command()))))
                .orElse(json);
    }

    @Override
    public void human(Page page) {
        page.line(plan.playbook().name() + " on " + String.join(", ", plan.clusters()), Tint.STRONG)
                .item(plan.playbook().title())
                .field("plan", plan.id())
                .field("digest", plan.digest())
                .field("valid until", plan.validUntil().toString())
                .field("danger", plan.danger().name().toLowerCase(Locale.ROOT));
        plan.warnings().forEach(w -> page.line("! " + w, Tint.WARNING));
        plan.refusals().forEach(r -> page.line("refused now: " + r, Tint.BAD));
        if (plan.isRefused()) {
            page.line("a run of this plan is refused as things are (exit 3)", Tint.BAD);
        }
        if (!plan.guards().isEmpty()) {
            page.gap()
                    .table(
                            List.of("GUARD", "CLUSTER", "HOLDS", "BECAUSE"),
                            plan.guards().stream().map(PlanView::guard).toList());
        }
        new NeedsView(plan).human(page);
        page.gap()
                .table(
                        List.of("STEP", "WHAT", "RULES"),
                        plan.steps().stream()
                                .map(s ->
                                        List.of(
                                                Cell.of(s.id()),
                                                Cell.of(s.work()),
                                                Cell.of(s.rules())))
                                .toList())
                .gap()
                .table(
                        List.of("CHANGE", "TARGET", "KNOWN", "DANGER", "UNDO", "FROM -> TO"),
                        plan.changes().stream().map(PlanView::change).toList());
        approvals.ifPresent(a -> approvals(page, a));
        if (withCommands) {
            plan.changes().forEach(c -> commands(page, c));
        }
    }

    private void approvals(Page page, Requirement asked) {
        page.gap().line("needs the approval of " + asked.sentence(), Tint.WARNING);
        if (file.isEmpty()) {
            page.item("for one plan, so keep it: --out FILE");
            return;
        }
        page.item(
                "each of them reads the plan, on any laptop, and signs it, with Postern or without:");
        String quoted = ShellQuoting.quote(file.get().toString());
        page.command("postern approve " + quoted + " --key ~/.ssh/id_ed25519");
        asked.text().command().forEach(page::command);
        page.item("then here:");
        page.command("postern run --plan " + quoted + " --approval approval.sig --reason TEXT");
    }

    private static List<Cell> guard(Plan.GuardVerdict g) {
        return List.of(
                Cell.of(g.that()),
                Cell.of(g.cluster()),
                Cell.of(g.answer(), g.holds() ? Tint.GOOD : Tint.BAD),
                Cell.of(g.because()));
    }

    private static List<Cell> change(Plan.PlannedChange c) {
        Tint tint =
                switch (c.danger()) {
                    case MILD -> Tint.PLAIN;
                    case MODERATE -> Tint.WARNING;
                    case SEVERE -> Tint.BAD;
                };
        return List.of(
                Cell.of(c.step() + " (" + c.action() + ")"),
                Cell.of(c.target()),
                Cell.of(c.known().name().toLowerCase(Locale.ROOT)),
                Cell.of(c.danger().name().toLowerCase(Locale.ROOT), tint),
                Cell.of(c.undo()),
                Cell.of(fromTo(c)));
    }

    private static String fromTo(Plan.PlannedChange c) {
        if (c.noop()) {
            return "already as wanted";
        }
        return c.because()
                .map(b -> "unknown: " + b)
                .orElseGet(() -> brief(c.before()) + " -> " + brief(c.after()));
    }

    private static String brief(JsonValue state) {
        return switch (state) {
            case JsonValue.Null n -> "?";
            case JsonValue.Obj o ->
                    o.fields().entrySet().stream()
                            .map(e -> e.getKey() + " " + value(e.getValue()))
                            .collect(Collectors.joining(", "));
            default -> JsonText.line(state);
        };
    }

    private static String value(JsonValue value) {
        String text = value instanceof JsonValue.Text(String t) ? t : JsonText.line(value);
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    private static void commands(Page page, Plan.PlannedChange c) {
        page.gap().line(c.step() + " on " + c.target() + ":");
        c.commands().forEach(page::command);
        if (!c.undoCommands().isEmpty()) {
            page.item("undo:");
            c.undoCommands().forEach(page::command);
        }
    }
}
