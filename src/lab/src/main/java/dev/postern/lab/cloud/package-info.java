/** The cloud of the lab: node groups over AWS Auto Scaling's own protocol. Depends on the model. */
@NullMarked
package dev.postern.lab.cloud;

import org.jspecify.annotations.NullMarked;
