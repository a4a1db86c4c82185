/** What must hold before the first byte moves ({@code operations} section 2). */
package io.levin.engine.precheck;
