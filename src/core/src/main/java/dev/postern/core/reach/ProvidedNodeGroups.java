package dev.postern.core.reach;

import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Node groups of any provider: each group is asked through the adapter that serves it. */
public final class ProvidedNodeGroups implements NodeGroups {
    private final Map<Class<? extends NodeGroup.Provider>, NodeGroups> adapters;

    private ProvidedNodeGroups(Map<Class<? extends NodeGroup.Provider>, NodeGroups> adapters) {
        this.adapters = Map.copyOf(adapters);
    }

    /** With every adapter that the class path holds. */
    public static ProvidedNodeGroups found(Time time, Pacer pacer, DialRule dial) {
        return of(ServiceLoader.load(NodeGroupProvider.class), time, pacer, dial);
    }

    /** With these adapters. */
    public static ProvidedNodeGroups of(
            Iterable<NodeGroupProvider> providers, Time time, Pacer pacer, DialRule dial) {
        Map<Class<? extends NodeGroup.Provider>, NodeGroups> adapters = new HashMap<>();
        for (NodeGroupProvider p : providers) {
            adapters.put(p.serves(), p.open(time, pacer, dial));
        }
        return new ProvidedNodeGroups(adapters);
    }

    private <T> Outcome<T> ask(NodeGroup group, Function<NodeGroups, Outcome<T>> question) {
        NodeGroups adapter = adapters.get(group.provider().getClass());
        return adapter == null
                ? Outcome.failed(
                        Failure.unchanged(
                                Failure.Kind.BROKEN,
                                group.id() + ": no adapter for its provider",
                                "this build of postern cannot speak to "
                                        + group.provider().getClass().getSimpleName(),
                                "scale the group by hand at the provider's own console"))
                : question.apply(adapter);
    }

    @Override
    public Outcome<Size> size(NodeGroup group) {
        return ask(group, a -> a.size(group));
    }

    @Override
    public Outcome<Done> resize(NodeGroup group, Size size) {
        return ask(group, a -> a.resize(group, size));
    }

    @Override
    public Outcome<List<String>> suspended(NodeGroup group) {
        return ask(group, a -> a.suspended(group));
    }

    @Override
    public Outcome<Done> suspend(NodeGroup group, List<String> processes) {
        return ask(group, a -> a.suspend(group, processes));
    }

    @Override
    public Outcome<Integer> inService(NodeGroup group) {
        return ask(group, a -> a.inService(group));
    }
}
