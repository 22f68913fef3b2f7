package dev.postern.actions.fence;

import dev.postern.actions.host.Addresses;
import dev.postern.core.fleet.HostId;
import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.List;

/**
 * The sources that no block may ever shut out: the fleet's operator door, and the address from
 * which a host itself sees us. SSH and the loopback are open anyway, whatever address we come from.
 */
final class OperatorDoor {
    private OperatorDoor() {}

    /**
     * Never a door without us: where a host does not say from where it sees us, and no person has
     * named our address as the fleet's door, there is no door and so no block.
     */
    static Outcome<List<Network>> of(HostId host, Reach reach) {
        List<Network> named = reach.fleet().operatorDoor();
        Outcome<Network> us = reach.shell(host).seenFrom().then(seen -> parse(host, seen));
        return switch (us) {
            case Outcome.Ok<Network>(var seen) -> {
                List<Network> door = new ArrayList<>(named);
                // Behind a jump host or a NAT this is its address; who shares it gets through.
                if (!Addresses.isLoopback(seen.address())) {
                    door.add(Addresses.network(seen.address()));
                }
                yield Outcome.ok(door);
            }
            case Outcome.Failed<Network>(var why) ->
                    why.kind() == Failure.Kind.BROKEN && !named.isEmpty()
                            ? Outcome.ok(List.copyOf(named))
                            : Outcome.failed(why);
        };
    }

    private static Outcome<Network> parse(HostId host, String seen) {
        return Network.parse(seen.strip())
                .map(Outcome::ok)
                .orElseGet(() ->
                        Outcome.failed(
                                Failure.unchanged(
                                        Failure.Kind.BROKEN,
                                        host + ": it does not say where we come from",
                                        "\"" + seen.strip() + "\" is no address",
                                        "name your address as operator-door in fleet.yaml")));
    }
}
