package dev.postern.engine.run;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.playbook.Step;
import dev.postern.journal.Event;
import dev.postern.journal.StepState;

import java.util.List;
import java.util.Optional;

/** Clusters that go through steps together, and what the journal says of it. */
interface Group {
    /** Who is in it now. */
    List<Cluster> clusters();

    /** Whether they need not do it again. */
    boolean isOver(Step step);

    /** Writes the first word of it; false where nothing new may begin just now. */
    boolean begins(Step step);

    void ended(Step step, StepResult result, boolean tolerated);

    /** Whom questions name, where they are not for all. */
    Optional<Cluster> alone();

    /** The name of a question at this step: an answer is for those it was asked of. */
    default String question(Step step) {
        return alone().map(c -> step.id() + Asking.OF + c.name()).orElse(step.id());
    }

    /** What such a question begins with. */
    default String about() {
        return alone().map(c -> c.name() + ", which was left behind: ").orElse("");
    }

    /** All that are not left behind. */
    record Main(Ground ground) implements Group {
        @Override
        public List<Cluster> clusters() {
            return ground.behind.others();
        }

        @Override
        public boolean isOver(Step step) {
            StepState earlier = ground.chronicle.state().steps().get(step.id());
            return earlier != null && earlier.isOver();
        }

        @Override
        public boolean begins(Step step) {
            if (ground.begins(new Event.StepStarted(step.id(), kind(step))).isEmpty()) {
                return false;
            }
            ground.picture.step(step.id());
            return true;
        }

        @Override
        public Optional<Cluster> alone() {
            return Optional.empty();
        }

        @Override
        public void ended(Step step, StepResult result, boolean tolerated) {
            ground.chronicle.append(
                    new Event.StepEnded(
                            step.id(),
                            result.status().word(),
                            tolerated,
                            result.words(),
                            result.because()));
            ground.chronicle.anchor();
        }

        private static String kind(Step step) {
            return switch (step.work()) {
                case Step.Work.Act act -> act.action();
                case Step.Work.Look look -> look.probe();
                case Step.Work.Await a -> "await";
                case Step.Work.Gate g -> "gate";
                case Step.Work.Tracks t -> "tracks";
                case Step.Work.Undo u -> "undo";
            };
        }
    }
}
