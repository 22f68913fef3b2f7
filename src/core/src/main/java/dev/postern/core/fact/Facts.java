package dev.postern.core.fact;

/** Conditions over facts, as an action sees them. */
public interface Facts {
    /** Whether a condition holds now, for the cluster that is being worked on. */
    Verdict holds(String condition);

    /**
     * @param answer yes, no, or unknown; unknown does not hold
     * @param because the facts that decided, for people: "api.ready = false"
     */
    record Verdict(Answer answer, String because) {
        public boolean holds() {
            return answer == Answer.YES;
        }
    }

    /** Three values. */
    enum Answer {
        YES,
        NO,
        UNKNOWN
    }
}
