/**
 * The Kubernetes API over a tunnel, an address or a load balancer, through fabric8's HTTP client.
 * Depends on core and json.
 */
@NullMarked
package dev.postern.reachkubernetes;

import org.jspecify.annotations.NullMarked;
