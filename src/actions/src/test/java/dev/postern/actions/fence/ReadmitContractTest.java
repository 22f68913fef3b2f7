package dev.postern.actions.fence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.actions.host.ServerClocks;
import dev.postern.core.action.Action;
import dev.postern.core.action.Target;
import dev.postern.core.fact.Facts;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Percent;
import dev.postern.testkit.ActionContract;
import dev.postern.testkit.LabWorld;
import dev.postern.testkit.TestReach;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class ReadmitContractTest extends ActionContract<Readmit.Parameters, Readmit.State> {
    private long firsts;

    @Override
    protected Action<Readmit.Parameters, Readmit.State> action() {
        return new Readmit(new ServerClocks());
    }

    @Override
    protected Readmit.Parameters parameters() {
        return new Readmit.Parameters(
                new Percent(10), "45%", new Percent(100), Duration.ofSeconds(10), "api.ready");
    }

    @Override
    protected void prepare(LabWorld open) {
        fence(open, new TestReach(open), 0);
    }

    private static void fence(LabWorld open, Reach through, int share) {
        for (Host h : open.cluster().hosts()) {
            BlockApi block = new BlockApi();
            Target target = new Target.OfHost(h.id());
            BlockApi.Parameters p =
                    new BlockApi.Parameters(
                            List.of(BlockApi.Allow.OPERATOR, BlockApi.Allow.CONTROL_PLANE),
                            Duration.ofMinutes(45),
                            BlockApi.Lift.STAGED,
                            List.of());
            BlockApi.State before = block.observe(target, p, through).got().orElseThrow();
            Fence wanted =
                    block.desire(before, p).fence().orElseThrow().admitting(share, List.of());
            assertThat(through.shell(h.id()).run(FenceText.apply(wanted)).isOk()).isTrue();
        }
    }

    @AfterEach
    void shutAgain() {
        reach().conditions(t -> new Facts.Verdict(Facts.Answer.YES, "calm"));
        fence(world(), new TestReach(world()), 0);
    }

    @Override
    protected void disturb(LabWorld open, TestReach through) {
        fence(open, through, 700);
    }

    @Override
    protected void calm(LabWorld open, TestReach through) {
        fence(open, through, 0);
    }

    private Target target() {
        return new Target.OfCluster(world().cluster().name());
    }

    private Readmit.State observe() {
        return action().observe(target(), parameters(), reach()).got().orElseThrow();
    }

    @Test
    void itFallsBackAStepWhenTheConditionIsLostAndGoesOnLater() {
        Readmit.State before = observe();
        Readmit.State wanted = action().desire(before, parameters());
        Instant start = world().time().now();
        AtomicInteger asked = new AtomicInteger();
        reach().conditions(t -> {
            asked.incrementAndGet();
            Duration since = Duration.between(start, world().time().now());
            boolean bad =
                    since.compareTo(Duration.ofSeconds(25)) > 0
                            && since.compareTo(Duration.ofSeconds(90)) < 0;
            return new Facts.Verdict(bad ? Facts.Answer.NO : Facts.Answer.YES, "a bad minute");
        });
        Outcome<Done> done = action().drive(target(), before, wanted, parameters(), reach());
        assertThat(done.whyNot()).isEmpty();
        assertThat(action().settled(observe(), wanted)).isTrue();
        assertThat(reach().notes()).anyMatch(n -> n.startsWith("fell back one step"));
        assertThat(asked.get()).isGreaterThan(10);
    }

    @Test
    void byMeasurementAStepEndsOnceItsWorkIsOver() {
        Duration fixed = timeFor("100%");
        fence(world(), new TestReach(world()), 0);
        Duration measured = timeFor(Readmit.Parameters.MEASURED);
        // Calm before the first step, and two steps of five minutes; by measurement several of
        // less.
        assertThat(fixed).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
        assertThat(measured).isLessThan(Duration.ofMinutes(5));
        assertThat(reach().notes())
                .filteredOn(n -> n.startsWith("readmitted"))
                .last()
                .asString()
                .contains("\"share\":\"100%\"", "the step's work is over");
    }

    /** 1 % of 60 nodes is nobody; three of them are a twentieth. */
    @Test
    void byMeasurementTheFirstStepLetsInEnoughNodesToMeasure() {
        int before = reach().notes().size();
        timeFor(Readmit.Parameters.MEASURED, 1);
        assertThat(reach().notes().subList(before, reach().notes().size()))
                .filteredOn(n -> n.startsWith("readmitted"))
                .first()
                .asString()
                .contains("\"share\":\"5%\"");
    }

    @Test
    void whoIsLoudThoughItIsShutOutComesInBeforeAllOthers() {
        hear("127.3.9.1");
        int before = reach().notes().size();
        timeFor(Readmit.Parameters.MEASURED, 1);
        assertThat(reach().notes().subList(before, reach().notes().size()))
                .first()
                .asString()
                .contains("let in first", "127.3.9.1");
        assertThat(observe().gates())
                .as("at the end nobody is named")
                .allMatch(g -> g.admitted().isEmpty());
    }

    @Test
    void wherePeopleWriteThePercentsOrAllAreLoudNobodyComesFirst() {
        hear("127.3.9.1");
        timeFor("45%", 10);
        fence(world(), new TestReach(world()), 0);
        hear(IntStream.range(1, 100).mapToObj(i -> "127.3.9." + i).toArray(String[]::new));
        timeFor(Readmit.Parameters.MEASURED, 5);
        assertThat(reach().notes().stream().filter(n -> n.startsWith("let in first")).count())
                .isEqualTo(firsts);
    }

    private void hear(String... sources) {
        firsts = reach().notes().stream().filter(n -> n.startsWith("let in first")).count();
        byte[] loud =
                ("add element inet postern loud4 { " + String.join(", ", sources) + " }\n")
                        .getBytes(StandardCharsets.UTF_8);
        for (Host h : world().cluster().hosts()) {
            assertThat(
                            reach().shell(h.id())
                                    .run(Command.asRoot("nft", "-f", "-").input(loud))
                                    .isOk())
                    .isTrue();
        }
    }

    private Duration timeFor(String grow) {
        return timeFor(grow, 5);
    }

    private Duration timeFor(String grow, double first) {
        Readmit.Parameters p =
                new Readmit.Parameters(
                        new Percent(first),
                        grow,
                        new Percent(100),
                        Duration.ofMinutes(5),
                        "api.ready");
        Readmit.State before = observe();
        Instant start = world().time().now();
        Outcome<Done> done =
                action().drive(target(), before, action().desire(before, p), p, reach());
        assertThat(done.whyNot()).isEmpty();
        return Duration.between(start, world().time().now());
    }

    @Test
    void whatIsUnknownLetsNobodyIn() {
        Readmit.State before = observe();
        Readmit.State wanted = action().desire(before, parameters());
        reach().conditions(t -> new Facts.Verdict(Facts.Answer.UNKNOWN, "api.ready is unknown"));
        Outcome<Done> done = action().drive(target(), before, wanted, parameters(), reach());
        assertThat(done.whyNot())
                .hasValueSatisfying(f -> assertThat(f.why()).contains("does not hold"));
        assertThat(observe()).isEqualTo(before);
    }

    @Test
    void anOperatorWhoAsksToStopStopsIt() {
        TestReach stopped = new TestReach(world());
        stopped.ask();
        Readmit.State before = observe();
        Outcome<Done> done =
                action().drive(
                                target(),
                                before,
                                action().desire(before, parameters()),
                                parameters(),
                                stopped);
        assertThat(done.whyNot()).map(Failure::kind).contains(Failure.Kind.ABORTED);
    }

    @Test
    void behindABlockThatIsStillToComeAPlanFindsEverybodyShutOut() {
        assertThat(action().foreseen(observe(), Set.of("block-api"))).isEmpty();
        for (Host h : world().cluster().hosts()) {
            reach().shell(h.id()).run(FenceText.DELETE);
        }
        Readmit.State open = observe();
        assertThat(action().foreseen(open, Set.of("freeze-controllers"))).isEmpty();
        Readmit.State foreseen = action().foreseen(open, Set.of("block-api")).orElseThrow();
        assertThat(foreseen.gates())
                .hasSize(3)
                .allMatch(g -> g.fenced() && g.share() == 0 && g.admitted().isEmpty());
        assertThat(action().settled(foreseen, action().desire(foreseen, parameters()))).isFalse();
    }

    @Test
    void withoutAFenceThereIsNothingToDo() {
        for (Host h : world().cluster().hosts()) {
            reach().shell(h.id()).run(FenceText.DELETE);
        }
        Readmit.State before = observe();
        assertThat(action().desire(before, parameters())).isEqualTo(before);
        assertThat(action().drive(target(), before, before, parameters(), reach()).isOk()).isTrue();
        assertThat(reach().notes()).anyMatch(n -> n.startsWith("nobody is shut out"));
    }
}
