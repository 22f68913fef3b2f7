/**
 * What must be seen of JSch from inside; the rest of this package is JSch's, so it is not marked
 * for null.
 */
package com.jcraft.jsch;
