package dev.postern.actions;

import dev.postern.actions.capacity.ScaleDown;
import dev.postern.actions.certificates.RenewCertificates;
import dev.postern.actions.etcd.ClearEtcdAlarm;
import dev.postern.actions.facts.BuiltInFacts;
import dev.postern.actions.fence.BlockApi;
import dev.postern.actions.fence.Readmit;
import dev.postern.actions.host.ServerClocks;
import dev.postern.actions.look.ApiHealth;
import dev.postern.actions.look.Credentials;
import dev.postern.actions.look.Diagnose;
import dev.postern.actions.look.Doctor;
import dev.postern.actions.manifests.FreezeControllers;
import dev.postern.actions.manifests.RaiseApiserver;
import dev.postern.actions.workload.DeleteWorkload;
import dev.postern.actions.workload.HoldOut;
import dev.postern.actions.workload.JailClient;
import dev.postern.actions.workload.RemoveWebhook;
import dev.postern.actions.workload.RevokeClient;
import dev.postern.core.action.Catalogue;

import java.util.List;

/** Everything that Postern brings with it. */
public final class BuiltInActions {
    private BuiltInActions() {}

    /** All built-in actions, probes and facts; the order is that of the reference pages. */
    public static Catalogue catalogue() {
        ServerClocks clocks = new ServerClocks();
        return new Catalogue(
                List.of(
                        new FreezeControllers(),
                        new BlockApi(),
                        new Readmit(clocks),
                        new RaiseApiserver(),
                        new JailClient(),
                        new RevokeClient(),
                        new HoldOut(),
                        new DeleteWorkload(),
                        new RemoveWebhook(),
                        new ClearEtcdAlarm(),
                        new RenewCertificates(),
                        new ScaleDown()),
                List.of(new ApiHealth(), new Diagnose(), new Credentials(), new Doctor()),
                BuiltInFacts.all(clocks));
    }
}
