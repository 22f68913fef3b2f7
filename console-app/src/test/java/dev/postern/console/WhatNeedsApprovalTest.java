package dev.postern.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.BuiltInActions;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Playbooks;
import dev.postern.core.action.Catalogue;
import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.core.fleet.ApprovalPolicy.NeededFor;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.engine.approve.Requirement;
import dev.postern.engine.plan.Plan;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which of the shipped playbooks a fleet that asks asks for. */
class WhatNeedsApprovalTest {
    private static final Path NOWHERE = Path.of("/nowhere");
    private static final Instant MADE = Instant.parse("2026-11-27T12:00:00Z");

    private final Catalogue catalogue = BuiltInActions.catalogue();

    private Map<String, Playbook> shipped() {
        Playbooks playbooks = new Playbooks(catalogue);
        Map<String, Playbook> all = new TreeMap<>();
        playbooks
                .all(new Home(NOWHERE, NOWHERE, NOWHERE, NOWHERE))
                .forEach((name, source) -> {
                    if (playbooks.load(source) instanceof Checked.Sound<Playbooks.Loaded>(var l)) {
                        all.put(name, l.playbook());
                    }
                });
        return all;
    }

    /** As whoever wants to hide something writes it: without the changes. */
    private static Plan plan(Playbook playbook) {
        return new Plan(
                "plan-1",
                MADE,
                MADE.plus(Plan.VALID_FOR),
                "test",
                new Plan.Source(playbook.name(), "harmless", "f", playbook.sha256(), ""),
                Map.of(),
                List.of("eu-1"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Fleet fleet(Optional<NeededFor> neededFor) {
        return new Fleet(
                "test",
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                neededFor.map(n -> new ApprovalPolicy(NOWHERE, 2, n, Optional.empty())));
    }

    private List<String> because(Playbook playbook, Optional<NeededFor> neededFor) {
        return Requirement.of(plan(playbook), playbook, catalogue, fleet(neededFor))
                .map(Requirement::because)
                .orElse(List.of());
    }

    @Test
    void whatKillsOrRemovesNeedsItWhateverThePlansFileLists() {
        Map<String, Playbook> all = shipped();
        assertThat(because(all.get("break-lockout"), Optional.of(NeededFor.SEVERE)))
                .containsExactly("remove (delete-workload)");
        assertThat(because(all.get("scale-down"), Optional.of(NeededFor.SEVERE))).hasSize(1);
        assertThat(because(all.get("three-tracks"), Optional.of(NeededFor.SEVERE))).isNotEmpty();
        for (String mild : List.of("block-api", "freeze-controllers", "jail-client", "readmit")) {
            assertThat(because(all.get(mild), Optional.of(NeededFor.SEVERE))).as(mild).isEmpty();
            assertThat(because(all.get(mild), Optional.of(NeededFor.EVERY))).as(mild).isNotEmpty();
        }
    }

    @Test
    void aFleetThatSaysNothingAsksForNothing() {
        assertThat(shipped().values())
                .isNotEmpty()
                .allMatch(p -> because(p, Optional.empty()).isEmpty());
    }

    @Test
    void aNameFromAPlansFileIsQuotedWhereItIsToBePasted() {
        Playbook playbook = shipped().get("delete-workload");
        Plan made = plan(playbook);
        Plan hostile =
                new Plan(
                        made.id(),
                        made.made(),
                        made.validUntil(),
                        made.fleet(),
                        new Plan.Source("x; reboot #", "t", "f", playbook.sha256(), ""),
                        made.parameters(),
                        List.of("$(reboot)"),
                        made.pins(),
                        made.guards(),
                        made.steps(),
                        made.changes(),
                        made.warnings(),
                        made.checks(),
                        made.refusals());
        Requirement requirement =
                Requirement.of(hostile, playbook, catalogue, fleet(Optional.of(NeededFor.EVERY)))
                        .orElseThrow();

        var verdict =
                requirement.judge(
                        List.of(),
                        Optional.empty(),
                        made.validUntil().plusSeconds(1),
                        Optional.empty());

        assertThat(((Requirement.Verdict.Missing) verdict).why().next())
                .contains("postern plan 'x; reboot #' --cluster '$(reboot)' --out plan.json");
    }
}
