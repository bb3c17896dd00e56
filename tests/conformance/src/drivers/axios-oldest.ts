import type axios from 'axios';
import oldest from 'axios-1.7';
import { axiosDriver } from '../axios-driver.ts';
import type { Driver } from '../driver.ts';

/** Under the types of the newest. */
const library = oldest as unknown as typeof axios;

export const driver: Driver = axiosDriver(library, 'http');
