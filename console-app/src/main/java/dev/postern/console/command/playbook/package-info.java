/** Commands about playbooks, which touch nothing. */
@NullMarked
package dev.postern.console.command.playbook;

import org.jspecify.annotations.NullMarked;
