import axios from 'axios';
import { axiosDriver } from '../axios-driver.ts';
import type { Driver } from '../driver.ts';

export const driver: Driver = axiosDriver(axios, 'fetch');
