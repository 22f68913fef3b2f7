package dev.postern.core.reach;

import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.value.Outcome;

import java.util.List;

/** Node groups by a cloud provider's API. Our own retries only; the provider SDK's are off. */
public interface NodeGroups {
    Outcome<Size> size(NodeGroup group);

    /** Sets all three at once. What is being launched or ended already goes on. */
    Outcome<Done> resize(NodeGroup group, Size size);

    /** Which repair and launch processes are suspended, sorted. */
    Outcome<List<String>> suspended(NodeGroup group);

    /**
     * Suspends exactly these of the processes that Postern ever touches, and resumes the others of
     * them.
     */
    Outcome<Done> suspend(NodeGroup group, List<String> processes);

    /** How many nodes are in service just now. */
    Outcome<Integer> inService(NodeGroup group);

    record Size(int least, int desired, int most) {}
}
