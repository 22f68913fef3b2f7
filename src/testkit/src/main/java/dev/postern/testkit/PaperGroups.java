package dev.postern.testkit;

import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.value.Outcome;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Node groups on paper: what is asked for is so at once. The cloud's own adapter has its tests. */
public final class PaperGroups implements NodeGroups {
    private final Map<String, Size> sizes = new TreeMap<>();
    private final Map<String, List<String>> suspended = new TreeMap<>();

    /** Every group starts with this size. */
    private final Size start;

    public PaperGroups(Size start) {
        this.start = start;
    }

    @Override
    public synchronized Outcome<Size> size(NodeGroup group) {
        return Outcome.ok(sizes.getOrDefault(group.id(), start));
    }

    @Override
    public synchronized Outcome<Done> resize(NodeGroup group, Size size) {
        sizes.put(group.id(), size);
        return Outcome.ok(Done.DONE);
    }

    @Override
    public synchronized Outcome<List<String>> suspended(NodeGroup group) {
        return Outcome.ok(suspended.getOrDefault(group.id(), List.of()));
    }

    @Override
    public synchronized Outcome<Done> suspend(NodeGroup group, List<String> processes) {
        suspended.put(group.id(), processes.stream().sorted().toList());
        return Outcome.ok(Done.DONE);
    }

    @Override
    public synchronized Outcome<Integer> inService(NodeGroup group) {
        return Outcome.ok(sizes.getOrDefault(group.id(), start).desired());
    }
}
