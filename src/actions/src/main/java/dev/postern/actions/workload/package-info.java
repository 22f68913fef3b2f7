/** What is done to the offender through the Kubernetes API. Depends on {@code host}. */
@NullMarked
package dev.postern.actions.workload;

import org.jspecify.annotations.NullMarked;
