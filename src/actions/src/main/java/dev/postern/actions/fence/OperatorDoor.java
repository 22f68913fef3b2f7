package dev.postern.actions.fence;

import dev.postern.actions.host.Addresses;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Outcome;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sources that no block may ever shut out: the fleet's operator door, and the address from
 * which a host itself sees us. SSH and the loopback are open anyway, whatever address we come from.
 */
final class OperatorDoor {
    private OperatorDoor() {}

    static Outcome<List<Network>> of(HostId host, Reach reach) {
        return reach.shell(host)
                .seenFrom()
                .map(seen -> {
                    List<Network> door = new ArrayList<>(reach.fleet().operatorDoor());
                    // Behind a jump host or a NAT this is its address; who shares it gets through.
                    Optional<InetAddress> us =
                            Network.parse(seen.strip())
                                    .map(Network::address)
                                    .filter(a -> !Addresses.isLoopback(a));
                    us.map(Addresses::network).ifPresent(door::add);
                    return door;
                });
    }
}
