/**
 * Faults to inject: a rule names a call and a moment of it, and what goes wrong there. Rules are
 * texts, so that a test and a command line say the same; an action may also be given as code.
 */
package io.levin.playground.fault;
