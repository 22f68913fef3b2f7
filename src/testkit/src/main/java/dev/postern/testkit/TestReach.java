package dev.postern.testkit;

import dev.postern.core.evidence.Evidence;
import dev.postern.core.fact.Facts;
import dev.postern.core.reach.Reach;
import dev.postern.core.reach.Stop;
import dev.postern.core.reach.World;
import dev.postern.core.time.Time;
import dev.postern.json.JsonText;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** A run's reach over a world, with notes kept in memory and conditions that a test decides. */
public final class TestReach implements Reach {
    private final World world;
    private final Time.Signal asked;
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<String, Facts.Verdict> conditions =
            text -> new Facts.Verdict(Facts.Answer.YES, "the test says so");

    public TestReach(World world) {
        this.world = world;
        this.asked = world.time().signal();
    }

    /** What conditions say from now on. */
    public void conditions(Function<String, Facts.Verdict> decide) {
        conditions = decide;
    }

    /** The operator asks to stop. */
    public void ask() {
        asked.set();
    }

    /** All notes as text, in order: what the journal would hold. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public World world() {
        return world;
    }

    @Override
    public Evidence evidence() {
        return (about, detail) -> notes.add(about + " " + JsonText.line(detail));
    }

    @Override
    public Facts facts() {
        return condition -> conditions.apply(condition);
    }

    @Override
    public Stop stop() {
        return new Stop() {
            @Override
            public boolean isAsked() {
                return asked.isSet();
            }

            @Override
            public Time.Signal asked() {
                return asked;
            }
        };
    }

    @Override
    public String run() {
        return "contract";
    }

    @Override
    public String operator() {
        return "test@here";
    }
}
