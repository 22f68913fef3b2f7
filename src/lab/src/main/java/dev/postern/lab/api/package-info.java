/**
 * The API servers of the simulated clusters: TLS, identity and the Kubernetes API on real sockets,
 * answering when and as the model says. Depends on the model and the clock.
 */
@NullMarked
package dev.postern.lab.api;

import org.jspecify.annotations.NullMarked;
