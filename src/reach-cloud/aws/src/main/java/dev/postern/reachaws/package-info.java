/** Node groups as AWS Auto Scaling groups, through the AWS SDK. Depends on core. */
@NullMarked
package dev.postern.reachaws;

import org.jspecify.annotations.NullMarked;
