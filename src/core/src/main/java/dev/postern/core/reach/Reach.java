package dev.postern.core.reach;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.fact.Facts;

/** All through which an action or probe touches the world, within one run or one look. */
public interface Reach extends WorldThrough {
    Evidence evidence();

    Facts facts();

    Stop stop();

    /** The run's id, for names of what is left on hosts; "look" outside a run. */
    String run();

    /** Who runs it, "ann@laptop": neutral text. */
    String operator();
}
