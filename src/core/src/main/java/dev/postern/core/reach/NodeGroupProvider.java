package dev.postern.core.reach;

import dev.postern.core.fleet.NodeGroup;
import dev.postern.core.pace.Pacer;
import dev.postern.core.time.Time;

/**
 * How a cloud provider's adapter is found: by {@code ServiceLoader}, one for each kind of provider.
 *
 * <p>Finding one must cost nothing: credentials are read and sockets opened only by the first call.
 */
public interface NodeGroupProvider {
    /** Which groups its {@link NodeGroups} can be asked about; any other is a bug of the caller. */
    Class<? extends NodeGroup.Provider> serves();

    /**
     * The adapter, for the whole process.
     *
     * @param dial asked before every connection
     */
    NodeGroups open(Time time, Pacer pacer, DialRule dial);
}
