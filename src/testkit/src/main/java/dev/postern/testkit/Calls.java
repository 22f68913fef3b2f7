package dev.postern.testkit;

import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Counts calls through the ports, and fails one of them when told to. */
public final class Calls {
    /** When the fault strikes. */
    public enum Fault {
        /** The call never reaches the other side. */
        BEFORE,
        /** The call does its work, and its answer is lost. */
        AFTER
    }

    /**
     * One call.
     *
     * @param what "cp1: nft -f -"
     * @param changes whether it may change something on the other side
     */
    public record Call(String what, boolean changes) {}

    private final List<Call> made = new ArrayList<>();
    private int faultAt = -1;
    private Fault fault = Fault.BEFORE;

    /** Forgets what was counted, and fails nothing. */
    public synchronized void reset() {
        made.clear();
        faultAt = -1;
    }

    /** Forgets what was counted, and fails the call of this number, from 0, once. */
    public synchronized void failAt(int number, Fault how) {
        made.clear();
        faultAt = number;
        fault = how;
    }

    public synchronized List<Call> made() {
        return List.copyOf(made);
    }

    /** Whether the fault has struck. */
    public synchronized boolean struck() {
        return faultAt >= 0 && made.size() > faultAt;
    }

    <T> Outcome<T> through(String what, boolean changes, Supplier<Outcome<T>> call) {
        boolean strikes;
        synchronized (this) {
            strikes = made.size() == faultAt;
            made.add(new Call(what, changes));
        }
        if (!strikes) {
            return call.get();
        }
        if (fault == Fault.AFTER) {
            Outcome<T> lost = call.get();
            return Outcome.failed(
                    new Failure(
                            Failure.Kind.IN_DOUBT,
                            what + ": the connection was lost",
                            "injected",
                            lost.isOk() ? "it happened" : "it did not happen",
                            "look"));
        }
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.UNREACHABLE, what + ": no answer", "injected", "try again"));
    }
}
