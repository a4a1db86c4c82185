/** What must hold before the first byte moves. */
package io.levin.engine.precheck;
