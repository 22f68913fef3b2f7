package dev.postern.drill;

import dev.postern.core.fact.FactValue;
import dev.postern.core.fact.Facts;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;
import dev.postern.core.value.Durations;
import dev.postern.core.value.JsonValue;
import dev.postern.lab.LabTruth;
import dev.postern.playbook.CompiledCondition;
import dev.postern.playbook.Conditions;
import dev.postern.playbook.Vocabulary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A scenario's objectives as conditions over the truth: {@code clusters, recollapses, evictions,
 * openChanges}.
 */
final class Objectives {
    private static final Vocabulary WORDS = vocabulary();

    private final List<Scenario.Objective> objectives;
    private final List<CompiledCondition> conditions;

    private Objectives(List<Scenario.Objective> objectives, List<CompiledCondition> conditions) {
        this.objectives = objectives;
        this.conditions = conditions;
    }

    private static Vocabulary vocabulary() {
        Map<String, Vocabulary.Kind> words = new LinkedHashMap<>();
        words.put("clusters", Vocabulary.Kind.LIST);
        words.put("recollapses", Vocabulary.Kind.NUMBER);
        words.put("evictions", Vocabulary.Kind.NUMBER);
        words.put("openChanges", Vocabulary.Kind.NUMBER);
        return new Vocabulary(words);
    }

    /** Checks every condition; all problems at once. */
    static Checked<Objectives> of(List<Scenario.Objective> objectives) {
        List<Problem> problems = new ArrayList<>();
        List<CompiledCondition> conditions = new ArrayList<>();
        for (Scenario.Objective o : objectives) {
            switch (Conditions.compile(o.that(), o.position(), WORDS)) {
                case Checked.Sound<CompiledCondition> s -> conditions.add(s.value());
                case Checked.Faulty<CompiledCondition> f -> problems.addAll(f.problems());
            }
        }
        return problems.isEmpty()
                ? new Checked.Sound<>(new Objectives(objectives, conditions))
                : new Checked.Faulty<>(problems);
    }

    /**
     * Which were reached.
     *
     * @param ticks the truth of all clusters at even distances, oldest first, the end last
     */
    List<DrillReport.ObjectiveResult> results(List<Tick> ticks, Instant opened, int openChanges) {
        List<DrillReport.ObjectiveResult> results = new ArrayList<>();
        for (int i = 0; i < objectives.size(); i++) {
            Scenario.Objective o = objectives.get(i);
            CompiledCondition c = conditions.get(i);
            Facts.Verdict end = c.evaluate(ticks.getLast().facts(openChanges));
            boolean reached = end.holds();
            String because = end.because();
            if (reached && o.within().isPresent()) {
                Duration took = Duration.between(opened, heldSince(c, ticks, opened, openChanges));
                reached = took.compareTo(o.within().get()) <= 0;
                because = "held after " + Durations.text(Duration.ofSeconds(took.toSeconds()));
            }
            results.add(new DrillReport.ObjectiveResult(o.that(), o.points(), reached, because));
        }
        return results;
    }

    /** The moment since which it has held without a break. */
    private static Instant heldSince(
            CompiledCondition c, List<Tick> ticks, Instant opened, int openChanges) {
        Instant since = ticks.getLast().at();
        for (int i = ticks.size() - 1; i >= 0 && !ticks.get(i).at().isBefore(opened); i--) {
            if (!c.evaluate(ticks.get(i).facts(openChanges)).holds()) {
                break;
            }
            since = ticks.get(i).at();
        }
        return since;
    }

    /** The truth of all clusters at one moment. */
    record Tick(Instant at, List<LabTruth> clusters) {
        Tick {
            clusters = List.copyOf(clusters);
        }

        java.util.function.Function<String, FactValue> facts(int openChanges) {
            return name ->
                    switch (name) {
                        case "clusters" ->
                                new FactValue.Known(
                                        JsonValue.array(
                                                clusters.stream().map(Tick::json).toList()));
                        case "recollapses" ->
                                FactValue.of(
                                        (long)
                                                clusters.stream()
                                                        .mapToInt(LabTruth::recollapses)
                                                        .sum());
                        case "evictions" ->
                                FactValue.of(
                                        (long)
                                                clusters.stream()
                                                        .mapToInt(LabTruth::evictions)
                                                        .sum());
                        case "openChanges" -> FactValue.of((long) openChanges);
                        default -> FactValue.unknown("a drill knows no " + name);
                    };
        }

        private static JsonValue.Obj json(LabTruth t) {
            return JsonValue.object(
                    "name", t.cluster(),
                    "api", JsonValue.object("ready", t.apiReady()),
                    "workload", JsonValue.object("absent", Watch.isRemoved(t)),
                    "nodes",
                            JsonValue.object(
                                    "back",
                                    t.nodes() == 0 ? 1.0 : (double) t.nodesBack() / t.nodes()),
                    "readmitted", Watch.isReadmitted(t));
        }
    }
}
