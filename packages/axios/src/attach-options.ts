import type { Breakwater } from '@breakwater/core';
import type { AxiosStatic, InternalAxiosRequestConfig } from 'axios';
import type { CommonJsStatic } from './commonjs.cts';

/** What the hook of an attempt is told. */
export interface AttemptInfo {
  /** Counted from 1. */
  readonly number: number;
  /** Where the attempt goes; another target than the call's when the policy has fallen back. */
  readonly target: string;
}

export interface AttachOptions {
  /**
   * What can be sick by itself: a name for all requests, or what a request goes to by its config; undefined from it
   * means the default. @defaultValue the host, and the model where the JSON body names one: `api.openai.com/gpt-5`
   */
  readonly target?: string | ((config: InternalAxiosRequestConfig) => string | undefined) | undefined;
  /**
   * Runs before each attempt, on a config of its own: fresh credentials, or another upstream when the policy falls back.
   * What it throws ends the attempt.
   */
  readonly beforeAttempt?:
    | ((config: InternalAxiosRequestConfig, attempt: AttemptInfo) => void | Promise<void>)
    | undefined;
  /** Takes warnings about the program's setup, each once in a process. @defaultValue console.warn */
  readonly warn?: ((text: string) => void) | undefined;
  /** The axios that the instance was made with, where this package does not see the same one: in CommonJS programs. */
  readonly axios?: AxiosStatic | CommonJsStatic | undefined;
}

/** What every request of an instance is put under. */
export interface Governor {
  readonly breakwater: Breakwater;
  readonly options: AttachOptions;
  readonly library: AxiosStatic;
}
