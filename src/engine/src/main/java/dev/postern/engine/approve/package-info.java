/** Whether a plan has the approvals that its fleet asks for. */
@NullMarked
package dev.postern.engine.approve;

import org.jspecify.annotations.NullMarked;
