package dev.postern.engine;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Executed;
import dev.postern.core.reach.Shell;
import dev.postern.core.reach.World;
import dev.postern.core.reach.WorldThrough;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hosts that answer every command with one thing each, after a while each; and who was asked. */
public final class AnsweringWorld implements WorldThrough {
    private final World world;
    private final Map<HostId, Answer> answers = new ConcurrentHashMap<>();
    public final List<HostId> asked = new CopyOnWriteArrayList<>();

    private record Answer(Duration after, Outcome<Executed> outcome) {}

    public AnsweringWorld(World world) {
        this.world = world;
    }

    @Override
    public World world() {
        return world;
    }

    /** It says this and ends with this. */
    public void says(HostId host, Duration after, int exit, String text) {
        answers.put(host, new Answer(after, Outcome.ok(executed(exit, text))));
    }

    public void fails(HostId host, Duration after, Failure.Kind kind) {
        answers.put(
                host,
                new Answer(
                        after, Outcome.failed(Failure.unchanged(kind, host + " fails", "", ""))));
    }

    @Override
    public Shell shell(HostId host) {
        return new Shell() {
            @Override
            public Outcome<Executed> run(Command command) {
                asked.add(host);
                Answer answer = answers.get(host);
                if (answer == null) {
                    throw new AssertionError("nobody expects a question to " + host);
                }
                try {
                    world.time().sleep(answer.after());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return answer.outcome();
            }

            @Override
            public Outcome<Executed> runOnFreshConnection(Command command) {
                return run(command);
            }

            @Override
            public Outcome<String> seenFrom() {
                throw new AssertionError("nobody asks that here");
            }
        };
    }

    private static Executed executed(int exit, String text) {
        return new Executed(
                exit, text.getBytes(StandardCharsets.UTF_8), new byte[0], 0, Duration.ZERO);
    }
}
