package dev.postern.reachaws;

import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.pace.Pacer;
import dev.postern.core.reach.DialRule;
import dev.postern.core.reach.NodeGroupProvider;
import dev.postern.core.reach.NodeGroups;
import dev.postern.core.time.Time;

/** AWS, as the {@code ServiceLoader} finds it. */
public final class AwsNodeGroupProvider implements NodeGroupProvider {
    @Override
    public Class<? extends NodeGroup.Provider> serves() {
        return NodeGroup.Provider.Aws.class;
    }

    @Override
    public NodeGroups open(Time time, Pacer pacer, DialRule dial) {
        return new AwsNodeGroups(time, pacer, dial);
    }
}
