package dev.postern.lab.model;

/**
 * What counts of a request.
 *
 * @param exempt whether its user is in {@code system:masters}, or its path is exempt for everyone
 * @param etcd whether it reads or writes etcd
 * @param write whether it changes something
 * @param list whether it is a LIST, which a cold cache refuses
 * @param unbounded whether the LIST has no limit
 * @param salt makes two requests different
 */
public record Ask(
        boolean exempt, boolean etcd, boolean write, boolean list, boolean unbounded, long salt) {}
