package dev.postern.console.command.runs;

import dev.postern.approval.GivenSignature;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.SmallFile;
import dev.postern.core.action.Catalogue;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.engine.approve.Requirement;
import dev.postern.engine.plan.Plan;
import dev.postern.playbook.PlaybookFile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a plan needs the approval of others, and has it. */
public final class Approving {
    private static final int MOST_CHARACTERS = 256 << 10;

    private final Desk desk;
    private final Catalogue catalogue;

    public Approving(Desk desk, Catalogue catalogue) {
        this.desk = desk;
        this.catalogue = catalogue;
    }

    /**
     * What comes with a plan.
     *
     * @param signatures of others
     * @param file where the plan is kept; empty where it was made just now and is not
     */
    public record Handed(List<GivenSignature> signatures, Optional<Path> file) {
        /** Nothing: the plan was made just now. */
        public static final Handed NOTHING = new Handed(List.of(), Optional.empty());

        public Handed {
            signatures = List.copyOf(signatures);
        }
    }

    /** The playbook that a plan was made of, from the plan itself. */
    public Found<Playbook> playbook(Plan plan) {
        Plan.Source source = plan.playbook();
        return switch (PlaybookFile.read(
                source.file(), source.text().getBytes(StandardCharsets.UTF_8), catalogue)) {
            case Checked.Sound<Playbook>(var playbook) -> Found.here(playbook);
            case Checked.Faulty<Playbook>(var problems) ->
                    Found.not(
                            Answer.failed(
                                    Failure.unchanged(
                                            Failure.Kind.REFUSED,
                                            "the playbook of plan "
                                                    + plan.id()
                                                    + " cannot be read by this version",
                                            problems.getFirst().line(),
                                            "make a new plan")));
        };
    }

    /** What the fleet of this session asks of a plan; empty where it asks for nothing. */
    public Found<Optional<Requirement>> required(Plan plan, Session session) {
        return desk.fleet(session)
                .then(fleet ->
                        fleet.approvals().isEmpty()
                                ? Found.here(Optional.empty())
                                : playbook(plan)
                                        .then(p ->
                                                Found.here(
                                                        Requirement.of(
                                                                plan, p, catalogue, fleet))));
    }

    /**
     * Says no before a run is made, where it would only be refused. The run's own process judges
     * again.
     */
    Found<Handed> enough(
            Plan plan, Handed handed, Optional<String> alone, Instant now, Session session) {
        return required(plan, session)
                .then(required ->
                        required.map(r ->
                                        r.judge(
                                                handed.signatures(),
                                                alone,
                                                now,
                                                handed.file().map(Path::toString)))
                                .filter(v -> v instanceof Requirement.Verdict.Missing)
                                .<Found<Handed>>map(v -> {
                                    required.get().text().command().stream()
                                            .filter(l -> handed.file().isPresent())
                                            .forEach(session.output()::note);
                                    return Found.not(
                                            Answer.failed(((Requirement.Verdict.Missing) v).why()));
                                })
                                .orElseGet(() -> Found.here(handed)));
    }

    /** The signatures of some files. */
    public static Found<List<GivenSignature>> signatures(List<Path> files) {
        List<GivenSignature> read = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : files) {
            switch (SmallFile.read(file)) {
                case SmallFile.Content.Unreadable(var problem) -> problems.add(problem);
                case SmallFile.Content.Bytes content -> {
                    if (content.text().length() > MOST_CHARACTERS) {
                        problems.add(tooLarge(file));
                    } else {
                        read.add(new GivenSignature(file.toString(), content.text()));
                    }
                }
            }
        }
        return problems.isEmpty()
                ? Found.here(List.copyOf(read))
                : Found.not(new Answer.Faulty(problems));
    }

    private static Problem tooLarge(Path file) {
        return new Problem(
                new Position(Neutral.line(file.toString(), 300), 1, 1),
                "it is too large for signatures",
                Optional.of("what ssh-keygen -Y sign or postern approve wrote"),
                Optional.empty(),
                Optional.empty());
    }
}
