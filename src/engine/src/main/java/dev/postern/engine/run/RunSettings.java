package dev.postern.engine.run;

import dev.postern.approval.GivenSignature;
import dev.postern.journal.EvidencePolicy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a plan is to be run.
 *
 * @param operator who, "ann@laptop": neutral text
 * @param answers given ahead, by the gate's step id; for a step with {@code on-failure: ask} by
 *     that step's id ({@code continue, retry, stop, undo})
 * @param attended whether somebody may answer; where nobody may, an unanswered gate takes {@code
 *     otherwise} at once
 * @param approvals what was handed in as signatures of others over the plan
 * @param alone why the operator takes it without the approval of others; empty where that is not
 *     wanted
 * @param lease whether to take the lease on each host; off only where the lab or a test says so
 */
public record RunSettings(
        String operator,
        String reason,
        Optional<String> incident,
        Map<String, String> answers,
        boolean attended,
        EvidencePolicy evidence,
        List<GivenSignature> approvals,
        Optional<String> alone,
        boolean lease) {
    public RunSettings {
        answers = Map.copyOf(answers);
        approvals = List.copyOf(approvals);
    }

    /** Unattended, best-effort evidence, with leases. */
    public static RunSettings of(String operator, String reason) {
        return new RunSettings(
                operator,
                reason,
                Optional.empty(),
                Map.of(),
                false,
                EvidencePolicy.BEST_EFFORT,
                List.of(),
                Optional.empty(),
                true);
    }

    public RunSettings answers(Map<String, String> given) {
        return new RunSettings(
                operator, reason, incident, given, attended, evidence, approvals, alone, lease);
    }

    public RunSettings attended(boolean somebody) {
        return new RunSettings(
                operator, reason, incident, answers, somebody, evidence, approvals, alone, lease);
    }

    public RunSettings incident(String id) {
        return new RunSettings(
                operator,
                reason,
                Optional.of(id),
                answers,
                attended,
                evidence,
                approvals,
                alone,
                lease);
    }

    public RunSettings evidence(EvidencePolicy policy) {
        return new RunSettings(
                operator, reason, incident, answers, attended, policy, approvals, alone, lease);
    }

    public RunSettings approvals(List<GivenSignature> given) {
        return new RunSettings(
                operator, reason, incident, answers, attended, evidence, given, alone, lease);
    }

    public RunSettings alone(String why) {
        return new RunSettings(
                operator,
                reason,
                incident,
                answers,
                attended,
                evidence,
                approvals,
                Optional.of(why),
                lease);
    }

    public RunSettings lease(boolean taken) {
        return new RunSettings(
                operator, reason, incident, answers, attended, evidence, approvals, alone, taken);
    }
}
