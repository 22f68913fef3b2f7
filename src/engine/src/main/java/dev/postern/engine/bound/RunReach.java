package dev.postern.engine.bound;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.fact.Facts;
import dev.postern.core.reach.Reach;
import dev.postern.core.reach.Stop;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;

/** The world, as one run or one look sees it. */
public record RunReach(
        World world, Evidence evidence, Facts facts, Stop stop, String run, String operator)
        implements Reach {
    /** What {@link #run()} is outside a run. */
    public static final String LOOK = "look";

    /** For looks outside a run: keeps no evidence, is never asked to stop. */
    public static RunReach look(World world, Facts facts, String operator) {
        Time.Signal never = world.time().signal();
        return new RunReach(world, Evidence.none(), facts, new Never(never), LOOK, operator);
    }

    private record Never(Time.Signal asked) implements Stop {
        @Override
        public boolean isAsked() {
            return false;
        }
    }
}
